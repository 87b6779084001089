/**
 * The inverse of the regularised incomplete beta function: the x in [0, 1] with I_x(a, b) = `probability`, to 1e-12.
 * `a` and `b` above 0. The quantiles of the beta distribution.
 */
export function inverseIncompleteBeta(a: number, b: number, probability: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  // I is monotone, and a schedule asks a few dozen times: halving is fast enough and cannot fail.
  let low = 0;
  let high = 1;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(a, b, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b) of x in [0, 1], from its continued fraction (Abramowitz & Stegun 26.5.8). */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  const front = Math.exp(logFront);
  // The fraction converges fast on one side of the mean; the other side is its mirror image.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

/** Value of the continued fraction by Lentz's method, which multiplies successive ratios of numerators and denominators. */
function betaFraction(a: number, b: number, x: number): number {
  let ratio = 1;
  let inverseRatio = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = inverseRatio;
  for (let term = 1; term <= 300; term++) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    let factor = 1;
    for (const coefficient of [even, odd]) {
      inverseRatio = 1 / awayFromZero(1 + coefficient * inverseRatio);
      ratio = awayFromZero(1 + coefficient / ratio);
      factor = inverseRatio * ratio;
      value *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** ln Γ(x) for x above 0: Stirling's series, after Γ(x) = Γ(x + n)/(x(x + 1)…) has moved x to where it is exact. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 12) product *= shifted++;
  const inverse = 1 / (shifted * shifted);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
