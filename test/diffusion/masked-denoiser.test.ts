import { expect, test } from 'vitest';
import { keepReference, maskDenoiser } from '../../src/diffusion/masked-denoiser.ts';
import { flowNoiseModel } from '../../src/diffusion/noise-model.ts';
import { sampleEuler } from '../../src/diffusion/samplers/euler.ts';
import { simpleSigmas } from '../../src/diffusion/schedules/table-schedules.ts';
import { relativeDifference } from './largest-difference.ts';

const reference = Float32Array.of(1, 2, 3, 4);
const noise = Float32Array.of(-1, 0.5, 0.25, 2);
const mask = Float32Array.of(1, 0, 0.5, 0);

test('the network sees the reference at the state’s level, and its estimate there is the reference', async () => {
  let seen: Float32Array | undefined;
  const denoise = maskDenoiser(
    async (x) => {
      seen = x;
      return Float32Array.of(9, 9, 9, 9);
    },
    { space: 'flow', reference, noise, mask },
  );
  expect(await denoise(Float32Array.of(7, 7, 7, 7), 0.5, 0)).toEqual(Float32Array.of(9, 2, 6, 4));
  expect(seen).toEqual(Float32Array.of(7, 1.25, (7 + 1.625) / 2, 3));
});

test('after a run the kept part is the reference, and the rest what the network makes', async () => {
  const noiseModel = flowNoiseModel();
  const part = { space: 'flow', reference, noise, mask: Float32Array.of(1, 0, 1, 0) } as const;
  const denoise = maskDenoiser(async (x) => x.map(() => -1), part);
  const result = await sampleEuler({ start: noise, sigmas: simpleSigmas(noiseModel, 7), noiseModel, denoise });
  expect(relativeDifference(result, [-1, 2, -1, 4])).toBeLessThanOrEqual(1e-6);
  const kept = keepReference(result, part);
  expect([kept[1], kept[3]]).toEqual([2, 4]);
});

test('a mask of another length is refused', () => {
  const part = { reference, mask: new Float32Array(3) };
  expect(() => keepReference(new Float32Array(4), part)).toThrow('A mask of 3 values');
});
