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
  } as { readonly inputs: readonly [string, string]; readonly outputs: readonly [string, string] },
  newPort: 'new port',
  newTitle: 'Subgraph',
  title: 'Name of the subgraph',
  path: 'Where you are',
  folder: 'Subgraphs of this workflow',
  about: 'You are inside a subgraph. All its instances change with it.',
  portName: (name: string): string => `Name of ${name}`,
  moveUp: (name: string): string => `${name} further up`,
  removePort: (name: string): string => `Remove ${name}`,
};
