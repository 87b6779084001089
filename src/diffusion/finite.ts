/** Whether every value is a number between the infinities. */
export function isFiniteData(data: Float32Array): boolean {
  let sum = 0;
  // A finite number times 0 is 0, an infinite one NaN, which then stays: no branch per value.
  for (let index = 0; index < data.length; index++) sum += (data[index] as number) * 0;
  return sum === 0;
}
