import { defineNode, type NodeDefinition, type NodeSpecs, toNodeSpec } from '../../src/core/define-node.ts';
import { bool, choice, float, int, seed, text, wire } from '../../src/core/ports.ts';

/** A few nodes with every kind of port, for tests that need specs and nothing that runs. */
const definitions: readonly NodeDefinition[] = [
  defineNode({
    id: 'sample/words',
    version: 1,
    title: 'Words',
    summary: 'A text.',
    inputs: { text: text({ default: 'a panda', multiline: true, help: 'What to say.' }) },
    outputs: { text: wire('text', 'The text.') },
    run: ({ text: words }) => ({ text: words }),
  }),
  defineNode({
    id: 'sample/count',
    version: 2,
    title: 'Count',
    summary: 'A number with every kind of widget.',
    inputs: {
      start: wire('number', 'Where to begin.', { optional: true }),
      width: int({ default: 64, min: 16, max: 96, step: 16, unit: 'px', help: 'How wide.' }),
      scale: float({ default: 4, min: 0, max: 20, help: 'How much.' }),
      seed: seed(),
      fast: bool({ default: false, help: 'Whether to hurry.' }),
      format: choice(['mp4', 'webm'], { default: 'mp4', help: 'Which format.' }),
    },
    outputs: { number: wire('number', 'The number.') },
    run: ({ width }) => ({ number: width }),
  }),
  defineNode({
    id: 'sample/join',
    version: 1,
    title: 'Join',
    summary: 'Two texts as one.',
    inputs: { left: wire('text', 'What comes first.'), right: wire('text', 'What comes then.', { optional: true }) },
    outputs: { text: wire('text', 'Both.') },
    run: ({ left, right = '' }) => ({ text: left + right }),
  }),
  defineNode({
    id: 'sample/picture',
    version: 1,
    title: 'Picture',
    summary: 'A latent that nothing else here reads.',
    inputs: { latent: wire('latent', 'The latent.') },
    outputs: { latent: wire('latent', 'The same.') },
    run: ({ latent }) => ({ latent }),
  }),
  defineNode({
    id: 'sample/show',
    version: 1,
    title: 'Show',
    summary: 'Shows a text.',
    terminal: true,
    inputs: { text: wire('text', 'What to show.') },
    outputs: {},
    run: () => ({}),
  }),
];

export const SAMPLE_SPECS: NodeSpecs = new Map(
  definitions.map((definition) => [definition.id, toNodeSpec(definition)]),
);
