import { expect, test } from 'vitest';
import type { Acceleration, Guidance } from '../../../src/core/denoiser.ts';
import { openDenoiser } from '../../../src/diffusion/denoiser/open-denoiser.ts';
import { flowNoiseModel } from '../../../src/diffusion/noise-model.ts';

const X = Float32Array.of(1, 2);
const VELOCITY = Float32Array.of(4, -2);

test('E101: guidance is given what the network predicts; around it stand accelerations in the order of their wires, outside those of guidance', async () => {
  const heard: unknown[] = [];
  const passingOn = (name: string, around: Acceleration['around']): Acceleration => ({
    name,
    around,
    open: (evaluate) => ({
      async evaluate(moment, branches) {
        heard.push(`${name}: ${branches}`);
        return evaluate(moment, branches);
      },
      count: () => ({ computed: 1, skipped: 0 }),
    }),
  });
  const doubling: Guidance = {
    branchesAt: () => ['conditional', 'unconditional'],
    combine(predictions) {
      heard.push(predictions);
      return (predictions.conditional ?? new Float32Array(2)).map((value) => 2 * value);
    },
  };
  const { denoise, counts } = openDenoiser({
    guidance: doubling,
    accelerations: [passingOn('first', 'network'), passingOn('outside', 'guidance'), passingOn('second', 'network')],
    async evaluate(_moment, branches) {
      heard.push(`network: ${branches}`);
      return { conditional: VELOCITY, unconditional: X };
    },
    noiseModel: flowNoiseModel(),
    prediction: { kind: 'flow' },
    run: { steps: 1, dims: [1, 1, 1, 1, 2], sigmaAtShare: (share) => 1 - share },
  });
  // x − σ·v, with the velocity that guidance has doubled.
  expect(await denoise(X, 0.5, 0)).toEqual(Float32Array.of(1 - 4, 2 + 2));
  expect(heard).toEqual([
    'outside: conditional',
    'second: conditional,unconditional',
    'first: conditional,unconditional',
    'network: conditional,unconditional',
    { conditional: VELOCITY, unconditional: X },
  ]);
  expect(counts().map(({ name }) => name)).toEqual(['first', 'second', 'outside']);
});
