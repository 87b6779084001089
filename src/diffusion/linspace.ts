/** `count` numbers evenly from `start` to `end`, both included; `start` alone for a count of 1. */
export function linspace(start: number, end: number, count: number): number[] {
  if (count === 1) return [start];
  return Array.from({ length: count }, (_, index) => start + ((end - start) * index) / (count - 1));
}
