/**
 * Natural logarithm, sine and cosine as PyTorch's vector kernels compute them on processors with AVX2: the polynomials of
 * Moshier's Cephes library in single precision, with a product and a sum rounded once where the compiler fuses them. They
 * differ from the exact values by a last digit here and there; noise that is to equal PyTorch's must differ alike.
 */

/** a·b + c rounded once to single precision. The product of two singles is exact in double precision. */
function fused(a: number, b: number, c: number): number {
  return Math.fround(a * b + c);
}

const word = new DataView(new ArrayBuffer(4));
const round = Math.fround;

const SQRT_HALF = round(Math.SQRT1_2);
const LOG_HIGH = round(0.693359375);
const LOG_LOW = round(-2.1219444e-4);
const LOG_POLYNOMIAL = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round);

/** ln x of a positive, normal single. */
export function singleLog(x: number): number {
  word.setFloat32(0, x);
  const bits = word.getUint32(0);
  word.setUint32(0, (bits & 0x007fffff) | 0x3f000000);
  let mantissa = word.getFloat32(0);
  let exponent = (bits >>> 23) - 126;
  if (mantissa < SQRT_HALF) {
    exponent -= 1;
    mantissa = round(round(mantissa - 1) + mantissa);
  } else {
    mantissa = round(mantissa - 1);
  }
  const square = round(mantissa * mantissa);
  let sum = horner(LOG_POLYNOMIAL, mantissa);
  sum = round(sum * mantissa);
  sum = fused(sum, square, round(exponent * LOG_LOW));
  sum = fused(square, -0.5, sum);
  return fused(exponent, LOG_HIGH, round(mantissa + sum));
}

const FOUR_OVER_PI = round(4 / Math.PI);
// −π/4 in three parts: the first two are short, so that their products with a small whole number are exact.
const QUARTER_PI_PARTS = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(round);
const COSINE_POLYNOMIAL = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(round);
const SINE_POLYNOMIAL = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(round);

/** Sine and cosine of an angle from 0 to 2π, in radians. */
export function singleSineCosine(angle: number): readonly [sine: number, cosine: number] {
  const octant = (Math.trunc(round(angle * FOUR_OVER_PI)) + 1) & ~1;
  const rest = QUARTER_PI_PARTS.reduce((value, part) => fused(octant, part, value), angle);
  const square = round(rest * rest);
  const cosine = round(fused(round(horner(COSINE_POLYNOMIAL, square) * square), square, -0.5 * square) + 1);
  const sine = fused(round(horner(SINE_POLYNOMIAL, square) * square), rest, rest);
  // Every second octant swaps the two; the signs follow the quadrant.
  const swapped = (octant & 2) !== 0;
  const sineSign = (octant & 4) !== 0 ? -1 : 1;
  const cosineSign = ((octant - 2) & 4) !== 0 ? 1 : -1;
  return swapped ? [sineSign * cosine, cosineSign * sine] : [sineSign * sine, cosineSign * cosine];
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => fused(sum, x, coefficient));
}
