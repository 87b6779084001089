import { describe, expect, test } from 'vitest';
import { flowSigmas } from '../../../src/diffusion/flow-schedule.ts';
import { flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { sampleEuler } from '../../../src/diffusion/samplers/euler.ts';
import type { StepLoop } from '../../../src/diffusion/samplers/run-steps.ts';
import { weightedSum } from '../../../src/diffusion/weighted-sum.ts';
import reference from '../../fixtures/reference/flow-euler.json';
import { largestDifference } from '../largest-difference.ts';

describe("Euler's method along a flow", () => {
  test('a straight flow from noise to a known image arrives there in any number of steps', async () => {
    const image = Float32Array.of(0.5, -0.25, 2);
    const noise = Float32Array.of(1, 0.5, -1);
    const straight = async () => noise.map((value, index) => value - (image[index] ?? Number.NaN));
    for (const steps of [1, 3, 8]) {
      const arrived = await followVelocity({
        start: noise,
        sigmas: flowSigmas({ steps, shift: 3 }),
        velocity: straight,
      });
      expect(largestDifference(arrived, [...image])).toBeLessThanOrEqual(1e-6);
    }
  });

  test('dx/dσ = x from 1 at σ = 1 comes to 1/e at σ = 0, with half the error for twice the steps', async () => {
    const errorAfter = async (steps: number) => {
      const sigmas = flowSigmas({ steps, shift: 1 });
      const [x] = await followVelocity({ start: Float32Array.of(1), sigmas, velocity: async (value) => value });
      return Math.abs((x ?? Number.NaN) - Math.exp(-1));
    };
    expect(await errorAfter(256)).toBeLessThan(1e-3);
    expect((await errorAfter(64)) / (await errorAfter(128))).toBeCloseTo(2, 1);
  });

  test('matches k-diffusion step by step on a toy denoiser', async () => {
    const sigmas = flowSigmas({ steps: 8, shift: 3 });
    const start = Float32Array.from({ length: 48 }, (_, index) => (index / 48) * 2 - 1);
    const trace: number[] = [];
    const velocity = async (x: Float32Array, sigma: number) => {
      const clean = x.map((value) => (0.6 * value) / (1 + sigma) + 0.1 * Math.sin(3 * value));
      trace.push(sum(x), sum(clean));
      return x.map((value, index) => (value - (clean[index] ?? Number.NaN)) / sigma);
    };

    const x = await followVelocity({ start, sigmas, velocity });

    const summary = [sum(x), sum(x.map(Math.abs)), ...x.slice(0, 6), ...x.slice(-3), ...trace];
    const { abs_sum, first, last, trace_x_denoised_sum } = reference;
    const expected = [reference.sum, abs_sum, ...first, ...last, ...trace_x_denoised_sum.flat()];
    expect(largestDifference(summary, expected)).toBeLessThanOrEqual(1e-5);
  });

  test('reports each step after it, leaves its start alone, and hands out states that stay as they are', async () => {
    const start = Float32Array.of(8);
    const asked: unknown[] = [];
    const told: unknown[] = [];
    await followVelocity({
      start,
      sigmas: [1, 0.5, 0],
      velocity: async (x, sigma, step) => {
        asked.push([x, sigma, step]);
        return Float32Array.of(4);
      },
      onStep: (stepsDone, steps, x) => told.push([stepsDone, steps, x]),
    });
    expect({ start, asked, told }).toEqual({
      start: Float32Array.of(8),
      asked: [
        [Float32Array.of(8), 1, 0],
        [Float32Array.of(6), 0.5, 1],
      ],
      told: [
        [1, 2, Float32Array.of(6)],
        [2, 2, Float32Array.of(4)],
      ],
    });
  });

  test('stops before the next step once its signal is aborted', async () => {
    const controller = new AbortController();
    let evaluations = 0;
    const sampling = followVelocity({
      start: Float32Array.of(1),
      sigmas: flowSigmas({ steps: 8, shift: 1 }),
      velocity: async (x) => {
        evaluations++;
        return x;
      },
      onStep: (stepsDone) => {
        if (stepsDone === 3) controller.abort();
      },
      signal: controller.signal,
    });
    await expect(sampling).rejects.toMatchObject({ name: 'AbortError' });
    expect(evaluations).toBe(3);
  });

  test('a velocity of another length is refused', async () => {
    const velocity = async () => new Float32Array(2);
    await expect(followVelocity({ start: new Float32Array(3), sigmas: [1, 0], velocity })).rejects.toThrow(
      '3 and 2 values',
    );
  });
});

interface VelocityRun extends StepLoop {
  readonly velocity: (x: Float32Array, sigma: number, step: number) => Promise<Float32Array>;
}

/** Euler's method with the clean estimate x − σ·v of a velocity. */
function followVelocity({ velocity, ...loop }: VelocityRun): Promise<Float32Array> {
  return sampleEuler({
    ...loop,
    noiseModel: flowNoiseModel(),
    async denoise(x, sigma, step) {
      return weightedSum([1, x], [-sigma, await velocity(x, sigma, step)]);
    },
  });
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
