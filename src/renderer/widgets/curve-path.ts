/** The path of a curve through a box of that size, first value at the left, largest at the top; 0 is always in it. */
export function curvePath(values: readonly number[], width: number, height: number): string {
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  const span = top - bottom || 1;
  const steps = Math.max(1, values.length - 1);
  const points = values.map((value, index) => {
    const x = (index / steps) * width;
    const y = ((top - value) / span) * height;
    return `${round(x)} ${round(y)}`;
  });
  return points.length === 0 ? '' : `M${points.join(' L')}`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
