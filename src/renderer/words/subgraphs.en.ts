import type { BorderWords } from '../state/document-specs.ts';

/** English for the commands of subgraphs. */
export const subgraphCommandsEn = {
  makeSubgraph: 'Make a subgraph …',
  enterSubgraph: 'Open the subgraph',
  leaveSubgraph: 'Leave the subgraph',
  unpackSubgraph: 'Unpack the subgraph',
};

/** English for subgraphs. */
export const subgraphsEn = {
  /** Inside a subgraph: what its ports are called, and what can be done with them. */
  border: {
    inputs: ['Inputs', 'What goes into the subgraph. A wire from + to a port makes a new input.'],
    outputs: ['Outputs', 'What comes out of the subgraph. A wire from a port to + makes a new output.'],
    times: ['times', 'How often the subgraph is gone through.'],
    nameOf: (name) => name,
  } as BorderWords,
  newPort: 'new port',
  newTitle: 'Subgraph',
  make: 'Make it',
  title: 'Name of the subgraph',
  path: 'Where you are',
  folder: 'Subgraphs of this workflow',
  about: 'You are inside a subgraph. All its instances change with it.',
  portName: (name: string): string => `Name of ${name}`,
  moveUp: (name: string): string => `${name} further up`,
  repeat: 'Repeat it',
  repeatHelp: 'Its instances say how often. What an output gives can be what an input gets in the next round.',
  carry: (name: string): string => `What gets ${name} in the next round`,
  notCarried: 'next round: nothing',
  carriedTo: (name: string): string => `next round: ${name}`,
  loopStays: 'A loop can’t be unpacked: its nodes stand for all its rounds. Take “Repeat it” back first.',
  removePort: (name: string): string => `Remove ${name}`,
};
