import { elementCount, type Tensor, tensor } from '../core/tensor.ts';
import { singleLog, singleSineCosine } from './single-precision.ts';

/** A stream of random numbers that has a position: every call moves it on. */
export interface NormalGenerator {
  /** The next `count` draws from the normal distribution of mean 0 and variance 1. */
  normal(count: number): Float32Array;
}

export interface TorchGenerator extends NormalGenerator {
  /** The next `count` draws from [0, 1), as `torch.rand(count)` would give. */
  uniform(count: number): Float32Array;
}

/**
 * A generator whose successive draws are those of one PyTorch CPU generator, bit for bit as on processors with AVX2;
 * `normal` is `torch.randn`. `seed` is an integer from 0 to 2^53 − 1, of which the
 * low 32 bits count, as in PyTorch. Source: `normal_fill` and `normal_distribution` in PyTorch's ATen.
 */
export function createGenerator(seed: number): TorchGenerator {
  checkSeed(seed);
  const nextUint32 = mersenneTwister(seed >>> 0);
  const nextNormal = boxMullerOneByOne(nextUint32);
  return {
    // PyTorch has two ways to draw, and which one it takes depends on the count alone. Both are needed: the same
    // seed gives other numbers for 15 values than for 16.
    normal: (count) =>
      count < blockSize ? Float32Array.from({ length: count }, nextNormal) : normalBlocks(count, nextUint32),
    uniform(count) {
      const values = new Float32Array(count);
      fillUniform(values, nextUint32);
      return values;
    },
  };
}

/** A tensor of shape `dims` with the first draw of a new generator: `torch.randn(dims)` after `manual_seed(seed)`. */
export function randomNormal(dims: readonly number[], seed: number): Tensor {
  return tensor(createGenerator(seed).normal(elementCount(dims)), dims);
}

/** Throws on anything but an integer from 0 to 2^53 − 1: neighbours beyond would be one seed. */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`A seed is an integer from 0 to 2^53 − 1, not ${seed}`);
  }
}

const blockSize = 16;
const halfBlock = blockSize / 2;

/** Draws of 16 and more: uniforms first, then Box–Muller over blocks of 16, in single precision. */
function normalBlocks(count: number, nextUint32: () => number): Float32Array {
  const values = new Float32Array(count);
  fillUniform(values, nextUint32);
  for (let start = 0; start + blockSize <= count; start += blockSize) boxMullerBlock(values, start);

  // A remainder is not padded: PyTorch draws the last 16 values anew, over results that were already there.
  if (count % blockSize !== 0) {
    fillUniform(values.subarray(count - blockSize), nextUint32);
    boxMullerBlock(values, count - blockSize);
  }
  return values;
}

/** Fills with uniforms in [0, 1) on a grid of 2^-24. */
function fillUniform(values: Float32Array, nextUint32: () => number): void {
  for (let index = 0; index < values.length; index++) values[index] = (nextUint32() & 0xffffff) / 2 ** 24;
}

const twoPiSingle = Math.fround(2 * Math.PI);

/** Turns 16 uniforms into normals in place: value j of the first half is paired with value j of the second. */
function boxMullerBlock(values: Float32Array, start: number): void {
  for (let index = start; index < start + halfBlock; index++) {
    const radiusUniform = 1 - (values[index] as number);
    const angleUniform = values[index + halfBlock] as number;
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * singleLog(radiusUniform))));
    const [sine, cosine] = singleSineCosine(Math.fround(twoPiSingle * angleUniform));
    values[index] = radius * cosine;
    values[index + halfBlock] = radius * sine;
  }
}

/** Draws below 16: Box–Muller in double precision, one value at a time. */
function boxMullerOneByOne(nextUint32: () => number): () => number {
  // Each pair of uniforms gives two normals. The second waits here, across calls, and block draws leave it alone.
  let waiting: number | undefined;

  return () => {
    if (waiting !== undefined) {
      const value = waiting;
      waiting = undefined;
      return value;
    }
    const angle = 2 * Math.PI * nextUniform53(nextUint32);
    const radius = Math.sqrt(-2 * Math.log1p(-nextUniform53(nextUint32)));
    waiting = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A uniform in [0, 1) on a grid of 2^-53: the low 53 bits of two words, the high word drawn first. */
function nextUniform53(nextUint32: () => number): number {
  const high = nextUint32() & 0x1fffff;
  const low = nextUint32();
  return (high * 2 ** 32 + low) / 2 ** 53;
}

const stateSize = 624;
const stateShift = 397;

/** 32-bit words of MT19937 (Matsumoto & Nishimura 1998), seeded with one word. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(stateSize);
  let previous = seed;
  state[0] = seed;
  for (let index = 1; index < stateSize; index++) {
    previous = (Math.imul(1812433253, previous ^ (previous >>> 30)) + index) >>> 0;
    state[index] = previous;
  }
  let position = stateSize;

  return () => {
    if (position === stateSize) {
      twist(state);
      position = 0;
    }
    let word = state[position++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/** The next 624 words of the state, in place. */
function twist(state: Uint32Array): void {
  for (let index = 0; index < stateSize; index++) {
    const following = state[(index + 1) % stateSize] as number;
    const mixed = ((state[index] as number) & 0x80000000) | (following & 0x7fffffff);
    const far = state[(index + stateShift) % stateSize] as number;
    state[index] = far ^ (mixed >>> 1) ^ ((mixed & 1) * 0x9908b0df);
  }
}
