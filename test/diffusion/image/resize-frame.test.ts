import { expect, test } from 'vitest';
import { type Fit, fitFrame, type Size } from '../../../src/diffusion/image/resize-frame.ts';

/** 7 × 5 pixels that differ from each other. */
const from: Size = { width: 7, height: 5 };
const frame = Uint8Array.from({ length: 105 }, (_, at) => {
  const [x, y, colour] = [Math.floor(at / 3) % 7, Math.floor(at / 21), at % 3];
  return (x * 37 + y * 53 + colour * 101 + x * y * 11) % 256;
});
const fitted = (width: number, height: number, fit: Fit) => fitFrame(frame, from, { width, height }, fit);
const furthest = (a: Uint8Array, b: readonly number[]) =>
  Math.max(a.length === b.length ? 0 : 999, ...b.map((value, index) => Math.abs(value - (a[index] ?? 999))));

/** Pillow 13: `Image.fromarray(frame).resize(size, Image.BILINEAR, box=box)`, which rounds to whole numbers between its two passes. */
const SHRUNK = [92, 146, 142, 139, 146, 123, 144, 130, 134, 144, 96, 152, 123, 129, 142, 147, 128, 115];
const GROWN_FIRST_ROW = [
  0, 101, 202, 20, 121, 222, 46, 147, 184, 72, 173, 31, 98, 199, 44, 124, 225, 70, 150, 238, 96, 176, 85, 122, 202, 47,
  148, 222, 67, 168,
];
const CROPPED = [
  59, 160, 158, 109, 183, 55, 156, 193, 102, 157, 95, 147, 136, 138, 93, 158, 134, 148, 157, 108, 147, 109, 167, 158,
  178, 66, 158, 101, 140, 179, 115, 129, 106, 187, 141, 133, 97, 134, 191, 132, 153, 115, 111, 95, 169, 126, 152, 116,
];

test('frames are resized as Pillow does it, smaller and larger', () => {
  expect(furthest(fitted(3, 2, 'stretch'), SHRUNK)).toBeLessThanOrEqual(1);
  expect(furthest(fitted(10, 8, 'stretch').subarray(0, 30), GROWN_FIRST_ROW)).toBeLessThanOrEqual(1);
});

test('cover cuts off what is too much, the same on both sides', () => {
  expect(furthest(fitted(4, 4, 'cover'), CROPPED)).toBeLessThanOrEqual(1);
});

test('contain leaves black what is too little', () => {
  const picture = fitted(7, 9, 'contain');
  const line = 7 * 3;
  expect([...picture.subarray(0, 2 * line), ...picture.subarray(7 * line)].every((value) => value === 0)).toBe(true);
  expect(picture.subarray(2 * line, 7 * line)).toEqual(frame);
});

test('the same size is the same frame', () => {
  for (const fit of ['cover', 'contain', 'stretch'] as const) expect(fitted(7, 5, fit)).toEqual(frame);
});
