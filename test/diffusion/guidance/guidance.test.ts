import { describe, expect, test } from 'vitest';
import type { Branch, Guidance, Moment, Predictions } from '../../../src/core/denoiser.ts';
import { classifierFree, dualConditioning, unguided } from '../../../src/diffusion/guidance/classifier-free.ts';
import { guidedDenoiser, inPredictionSpace } from '../../../src/diffusion/guidance/guidance.ts';
import { intervalOfShares, withinInterval } from '../../../src/diffusion/guidance/interval.ts';
import { firstChannels, perFrame } from '../../../src/diffusion/guidance/latent-parts.ts';
import { cfgZeroStar, perpendicularNegative, zeroFirstSteps } from '../../../src/diffusion/guidance/projection.ts';
import { rescaled } from '../../../src/diffusion/guidance/rescale.ts';
import { addNoise, flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { relativeDifference } from '../largest-difference.ts';

const of = (...values: number[]) => Float32Array.of(...values);
const moment = (more: Partial<Moment> = {}): Moment => ({ x: of(0, 0), sigma: 0.5, step: 0, ...more });
const combined = (guidance: Guidance, predictions: Predictions, at = moment()) => [
  ...guidance.combine(predictions, at),
];

describe('pieces of guidance', () => {
  test('classifier-free guidance goes past the conditional prediction; at 1 it asks for nothing else', () => {
    const predictions = { conditional: of(1, 2), unconditional: of(0, 4) };
    expect(combined(classifierFree(3), predictions)).toEqual([3, -2]);
    expect(classifierFree(1).branchesAt(moment())).toEqual(['conditional']);
    expect(combined(classifierFree(1), predictions)).toEqual([1, 2]);
  });

  test('two conditionings have a scale each', () => {
    const predictions = { conditional: of(4), partial: of(3), unconditional: of(1) };
    expect(combined(dualConditioning(5, 2), predictions)).toEqual([1 + 2 * (3 - 1) + 5 * (4 - 3)]);
    expect(combined(dualConditioning(1, 1), predictions)).toEqual([4]);
  });

  test('the scale rises from frame to frame, in every channel', () => {
    const shape = { channels: 2, frames: 3, cells: 2 };
    const predictions = { conditional: new Float32Array(12).fill(1), unconditional: new Float32Array(12) };
    expect(combined(perFrame(1, 3, shape), predictions)).toEqual([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3]);
    expect(combined(perFrame(1, 3, { ...shape, frames: 1, channels: 6 }), predictions)).toEqual(Array(12).fill(1));
  });

  test('channels past the guided ones stay conditional', () => {
    const shape = { channels: 4, frames: 1, cells: 2 };
    const predictions = { conditional: new Float32Array(8).fill(1), unconditional: new Float32Array(8) };
    expect(combined(firstChannels(4, 3, shape), predictions)).toEqual([4, 4, 4, 4, 4, 4, 1, 1]);
  });

  test('rescaling at 1 gives the spread of the conditional prediction, item by item, and at 0 changes nothing', () => {
    const predictions = { conditional: of(1, -1, 5, 5), unconditional: of(0, 0, 4, 6) };
    expect(combined(classifierFree(3), predictions)).toEqual([3, -3, 7, 3]);
    expect(combined(rescaled(classifierFree(3), 1, 2), predictions)).toEqual([1, -1, 0, 0]);
    expect(combined(rescaled(classifierFree(3), 0.5, 2), predictions)).toEqual([2, -2, 3.5, 1.5]);
    expect(combined(rescaled(classifierFree(3), 0, 2), predictions)).toEqual([3, -3, 7, 3]);
  });

  test('CFG-Zero* scales the unconditional prediction to its share in the conditional one', () => {
    // ⟨c, u⟩/⟨u, u⟩ is 2 for the first item and 0 for the second.
    const predictions = { conditional: of(2, 5, 3, 0), unconditional: of(1, 0, 0, 7) };
    expect(relativeDifference(combined(cfgZeroStar(3, 2), predictions), [2, 15, 9, 0])).toBeLessThanOrEqual(1e-6);
  });

  test('CFG-Zero* of equal predictions is that prediction at any scale', () => {
    const predictions = { conditional: of(2, 5), unconditional: of(2, 5) };
    expect(relativeDifference(combined(cfgZeroStar(8, 1), predictions), [2, 5])).toBeLessThanOrEqual(1e-6);
  });

  test('the first steps can be left at 0, without a pass of the network', () => {
    const piece = zeroFirstSteps(classifierFree(2), 2);
    expect([0, 1, 2].map((step) => piece.branchesAt(moment({ step })).length)).toEqual([0, 0, 2]);
    expect(combined(piece, {}, moment({ step: 1 }))).toEqual([0, 0]);
  });

  test('a negative along the positive direction does nothing, one across it is pushed away', () => {
    const along = { conditional: of(1, 0), negative: of(3, 0), unconditional: of(0, 0) };
    expect(combined(perpendicularNegative(2, 5), along)).toEqual([2, 0]);
    const across = { conditional: of(1, 0), negative: of(3, 1), unconditional: of(0, 0) };
    expect(combined(perpendicularNegative(2, 5), across)).toEqual([2, -10]);
  });

  test('outside its interval guidance costs one pass', () => {
    const piece = withinInterval(classifierFree(3), { above: 0.2, upTo: 0.6 });
    const passes = [0.7, 0.6, 0.3, 0.2].map((sigma) => piece.branchesAt(moment({ sigma })).length);
    expect(passes).toEqual([1, 2, 2, 1]);
    expect(combined(piece, { conditional: of(9, 9) }, moment({ sigma: 0.7 }))).toEqual([9, 9]);
  });

  test('an interval can be told in shares of the way', () => {
    expect(intervalOfShares(flowNoiseModel(), 0.25, 0.75)).toEqual({ above: 0.25, upTo: 0.75 });
    expect(intervalOfShares(flowNoiseModel(), 0, 1)).toEqual({ above: 0, upTo: 1 });
    expect(() => intervalOfShares(flowNoiseModel(), 0.8, 0.2)).toThrow(
      'An interval from 0.8 to 0.2 of the run ends before it begins',
    );
  });
});

describe('a guided denoiser', () => {
  const clean = of(1, -2, 3, 0.5);
  const noise = of(0.3, 0.1, -1, 2);
  const x = addNoise('flow', clean, noise, 0.8);
  const estimates = {
    conditional: clean,
    unconditional: of(0.5, 1, 2, 1),
    negative: of(2, 2, 0, 1),
    partial: of(1, 1, 1, 1),
  };

  test('asks for the branches of its piece and hands the result on', async () => {
    const asked: (readonly Branch[])[] = [];
    const denoise = guidedDenoiser(async (_moment, branches) => {
      asked.push(branches);
      return estimates;
    }, classifierFree(2));
    expect(await denoise(x, 0.8, 3)).toEqual(of(1.5, -5, 4, 0));
    expect(asked).toEqual([['conditional', 'unconditional']]);
  });

  test('linear guidance is the same on clean estimates and on velocities', () => {
    const at = moment({ x, sigma: 0.8 });
    for (const piece of [
      unguided,
      classifierFree(4),
      dualConditioning(3, 2),
      perFrame(1, 4, { channels: 1, frames: 2, cells: 2 }),
    ]) {
      const onVelocities = inPredictionSpace(piece, 'flow', { kind: 'flow' });
      expect(
        relativeDifference(onVelocities.combine(estimates, at), combined(piece, estimates, at)),
      ).toBeLessThanOrEqual(1e-5);
    }
  });

  test('a velocity of 0 leaves the state where it is', () => {
    const still = inPredictionSpace(zeroFirstSteps(unguided, 1), 'flow', { kind: 'flow' });
    expect(still.combine({}, moment({ x, sigma: 0.8 }))).toEqual(x);
  });

  test('pieces nest: an interval around a rescaling around guidance', () => {
    const piece = withinInterval(rescaled(classifierFree(3), 1, 1), { above: 0, upTo: 1 });
    const predictions = { conditional: of(1, -1), unconditional: of(0, 0) };
    expect(combined(piece, predictions)).toEqual([1, -1]);
  });

  test('a missing branch is named', () => {
    expect(() => classifierFree(2).combine({ conditional: clean }, moment())).toThrow(
      'needs the unconditional prediction',
    );
  });
});
