import { expect, test } from 'vitest';
import { choice, wire } from '../../src/core/ports.ts';
import { fitness } from '../../src/renderer/overlays/node-search.tsx';

test('of what a dropped wire fits, ports of its type come before controls that it could feed, and those before what takes anything', () => {
  const method = choice(['euler', 'heun'], { default: 'euler', help: 'How.' });
  const nodes = {
    reader: { inputs: { method, text: wire('text', 'A text.') }, outputs: { text: wire('text', 'A text.') } },
    control: { inputs: { method }, outputs: { latent: wire('latent', 'A latent.') } },
    anything: { inputs: { value: wire('any', 'Anything.') }, outputs: { value: wire('any', 'The same.') } },
  };
  const of = (side: 'source' | 'target') => Object.values(nodes).map((node) => fitness(node, side, 'text'));
  expect({ source: of('source'), target: of('target') }).toEqual({ source: [2, 1, 0], target: [1, 0, 0] });
});
