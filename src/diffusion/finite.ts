/** Whether every value is a number between the infinities. */
export function isFiniteData(data: Float32Array): boolean {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  // A finite number times 0 is 0, an infinite one NaN, which then stays: no branch per value. Four sums, as each waits for its own last one alone.
  for (let index = 0; index < whole; index += 4) {
    first += (data[index] as number) * 0;
    second += (data[index + 1] as number) * 0;
    third += (data[index + 2] as number) * 0;
    fourth += (data[index + 3] as number) * 0;
  }
  for (let index = whole; index < data.length; index++) first += (data[index] as number) * 0;
  return first + second + third + fourth === 0;
}
