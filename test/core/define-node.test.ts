import { expect, expectTypeOf, test } from 'vitest';
import { defineNode, toNodeSpec } from '../../src/core/define-node.ts';
import type { ModelPack } from '../../src/core/model-pack.ts';
import { bool, choice, float, int, type OutputValues, seed, text, wire } from '../../src/core/ports.ts';
import type { Latent } from '../../src/core/values.ts';

const ports = {
  model: wire('model', 'The pack.'),
  start: wire('latent', 'Where to begin.', { optional: true }),
  width: int({ default: 64, min: 16, help: 'How wide.' }),
  scale: float({ default: 4, help: 'How much.' }),
  seed: seed(),
  prompt: text({ help: 'What to show.' }),
  fast: bool({ default: false, help: 'Whether to hurry.' }),
  format: choice(['mp4', 'webm'], { default: 'mp4', help: 'Which format.' }),
} as const;

test('what run is given and must return is inferred from the ports', () => {
  defineNode({
    id: 'sample/typed',
    version: 1,
    title: 'Typed',
    summary: 'A node.',
    inputs: ports,
    outputs: { latent: wire('latent', 'The latent.'), steps: wire('number', 'How many.') },
    run(inputs) {
      expectTypeOf(inputs).toEqualTypeOf<{
        readonly model: ModelPack;
        readonly start: Latent | undefined;
        readonly width: number;
        readonly scale: number;
        readonly seed: number;
        readonly prompt: string;
        readonly fast: boolean;
        readonly format: 'mp4' | 'webm';
      }>();
      return { latent: { samples: { data: new Float32Array(), dims: [0] } }, steps: 1 };
    },
  });
});

test('a missing or wrong output does not compile', () => {
  const output = wire('number', 'How many.');
  expectTypeOf<OutputValues<{ steps: typeof output }>>().toEqualTypeOf<{ readonly steps: number }>();
  const common = {
    id: 'sample/bad',
    version: 1,
    title: 'Bad',
    summary: 'Bad.',
    inputs: {},
    outputs: { steps: output },
  };
  // @ts-expect-error the output is missing
  defineNode({ ...common, run: () => ({}) });
  // @ts-expect-error the output has the wrong type
  defineNode({ ...common, run: () => ({ steps: 'three' }) });
});

test('a spec is the definition without its function', () => {
  const definition = defineNode({
    id: 'sample/spec',
    version: 3,
    title: 'Spec',
    summary: 'A node.',
    inputs: { fast: ports.fast, start: ports.start },
    outputs: {},
    run: () => ({}),
  });
  const port = { kind: 'wire', type: 'latent', help: 'Where to begin.', optional: true };
  expect(toNodeSpec(definition)).toEqual({
    id: 'sample/spec',
    version: 3,
    title: 'Spec',
    summary: 'A node.',
    inputs: { fast: { kind: 'bool', default: false, help: 'Whether to hurry.' }, start: port },
    outputs: {},
    terminal: false,
  });
});
