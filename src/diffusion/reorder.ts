/**
 * Values in another order, item after item: `places` says for each value of an item of the result where it comes from. In a new array or
 * in `into`.
 */
export function gather(
  values: Float32Array,
  places: Int32Array,
  into: Float32Array = new Float32Array(values.length),
): Float32Array {
  for (let item = 0; item < values.length; item += places.length) {
    for (let index = 0; index < places.length; index++)
      into[item + index] = values[item + (places[index] as number)] as number;
  }
  return into;
}

/** The inverse of `gather`: `places` says for each value of an item where it goes. */
export function scatter(
  values: Float32Array,
  places: Int32Array,
  into: Float32Array = new Float32Array(values.length),
): Float32Array {
  for (let item = 0; item < values.length; item += places.length) {
    for (let index = 0; index < places.length; index++)
      into[item + (places[index] as number)] = values[item + index] as number;
  }
  return into;
}
