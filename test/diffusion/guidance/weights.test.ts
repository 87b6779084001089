import { expect, test } from 'vitest';
import type { Denoiser, EvaluateBranches, Guidance } from '../../../src/core/denoiser.ts';
import { openDenoiser } from '../../../src/diffusion/denoiser/open-denoiser.ts';
import { classifierFree, dualConditioning, unguided } from '../../../src/diffusion/guidance/classifier-free.ts';
import { withinInterval } from '../../../src/diffusion/guidance/interval.ts';
import { flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { sampleEuler } from '../../../src/diffusion/samplers/euler.ts';

const PREDICTIONS = {
  conditional: Float32Array.of(1, -2, 3),
  unconditional: Float32Array.of(0.5, 4, -1),
  partial: Float32Array.of(2, 0, -3),
};
const X = Float32Array.of(0.3, -0.7, 1.9);

const pieces: readonly (readonly [string, Guidance])[] = [
  ['no guidance', unguided],
  ['classifier-free guidance', classifierFree(4.5)],
  ['dual conditioning', dualConditioning(7, 1.5)],
  ['guidance within its interval', withinInterval(classifierFree(3), { above: 0.2, upTo: 0.6 })],
  ['guidance outside of its interval', withinInterval(classifierFree(3), { above: 0.6, upTo: 0.8 })],
];

test('an interval of guidance that is no sum is none either', () => {
  const { branchesAt, combine } = classifierFree(3);
  expect(withinInterval({ branchesAt, combine }, { above: 0.2, upTo: 0.6 }).weightsAt).toBeUndefined();
});

test.each(pieces)('the clean estimate under %s is the same by its weights as by what it combines', async (_, piece) => {
  const { weightsAt, ...byCombining } = piece;
  const [combined, summed] = [opened(byCombining), opened(piece)];
  const [wanted, given] = [await combined.denoise(X, 0.5, 0), await summed.denoise(X, 0.5, 0)];
  for (const [index, value] of wanted.entries()) expect(given[index]).toBeCloseTo(value, 5);
});

test.each(pieces)(
  'Euler’s step under %s is the same by the terms of the estimate as by the estimate',
  async (_, piece) => {
    const { denoise, estimateTerms } = opened(piece);
    expect(estimateTerms).toBeDefined();
    const run = { start: X, sigmas: [0.5, 0.3, 0.1], denoise, noiseModel: flowNoiseModel() };
    const [wanted, given] = [await sampleEuler(run), await sampleEuler({ ...run, estimateTerms })];
    for (const [index, value] of wanted.entries()) expect(given[index]).toBeCloseTo(value, 5);
  },
);

test('an estimate that is no sum, or has something around it, is given as a whole alone', () => {
  const { weightsAt, ...byCombining } = classifierFree(3);
  const count = () => ({ computed: 0, skipped: 0 });
  const open = (evaluate: EvaluateBranches) => {
    const passingOn: EvaluateBranches = (moment, branches) => evaluate(moment, branches);
    return { evaluate: passingOn, count };
  };
  const around = { name: 'a', around: 'guidance', open } as const;
  expect([opened(byCombining).estimateTerms, opened(classifierFree(3), [around]).estimateTerms]).toEqual([
    undefined,
    undefined,
  ]);
});

function opened(guidance: Guidance, accelerations: Denoiser['accelerations'] = []) {
  return openDenoiser({
    guidance,
    accelerations,
    evaluate: async (_moment, branches) =>
      Object.fromEntries(branches.map((branch) => [branch, PREDICTIONS[branch as keyof typeof PREDICTIONS]])),
    noiseModel: flowNoiseModel(),
    prediction: { kind: 'flow' },
    run: { steps: 1, dims: [1, 1, 1, 1, 3], sigmaAtShare: (share) => 1 - share },
  });
}
