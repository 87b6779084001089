import { checkSeed, type NormalGenerator } from './random.ts';

/**
 * “CUDA-like” noise: the normal draws of PyTorch on an NVIDIA device, as AUTOMATIC1111's web UI imitates them (Philox 4×32-10;
 * Salmon et al. 2011). Each call draws anew, value i from counter (call, 0, i, 0). Beyond the number of threads that a device
 * runs at once, real CUDA draws differ from device to device, so that this is a convention and not a copy.
 */
export function createPhiloxGenerator(seed: number): NormalGenerator {
  checkSeed(seed);
  const keyLow = seed >>> 0;
  const keyHigh = Math.floor(seed / 2 ** 32);
  let calls = 0;
  return {
    normal(count) {
      const values = new Float32Array(count);
      for (let index = 0; index < count; index++) {
        const [radiusWord = 0, angleWord = 0] = philoxWords(calls, index, keyLow, keyHigh);
        // Half a step is added, so that neither uniform is 0.
        const radiusUniform = (radiusWord + 0.5) / 2 ** 32;
        const angle = ((angleWord + 0.5) / 2 ** 32) * 2 * Math.PI;
        values[index] = Math.sqrt(-2 * Math.log(radiusUniform)) * Math.sin(angle);
      }
      calls++;
      return values;
    },
  };
}

const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/** Four random words of the counter (offset, 0, index, 0) under a key of two words. */
export function philoxWords(offset: number, index: number, keyLow: number, keyHigh: number): readonly number[] {
  let [a, b, c, d] = [offset >>> 0, 0, index >>> 0, 0];
  let [low, high] = [keyLow, keyHigh];
  for (let round = 0; round < ROUNDS; round++) {
    const first = (highWord(c, MULTIPLIERS[1]) ^ b ^ low) >>> 0;
    const third = (highWord(a, MULTIPLIERS[0]) ^ d ^ high) >>> 0;
    b = Math.imul(c, MULTIPLIERS[1]) >>> 0;
    d = Math.imul(a, MULTIPLIERS[0]) >>> 0;
    a = first;
    c = third;
    low = (low + KEY_STEPS[0]) >>> 0;
    high = (high + KEY_STEPS[1]) >>> 0;
  }
  return [a, b, c, d];
}

/** The upper 32 bits of a product of two 32-bit words, by halves: a double holds 53 bits only. */
function highWord(one: number, two: number): number {
  const oneLow = one & 0xffff;
  const oneHigh = one >>> 16;
  const twoLow = two & 0xffff;
  const twoHigh = two >>> 16;
  const middle = oneHigh * twoLow + ((oneLow * twoLow) >>> 16);
  const carry = oneLow * twoHigh + (middle & 0xffff);
  return oneHigh * twoHigh + Math.floor(middle / 2 ** 16) + Math.floor(carry / 2 ** 16);
}
