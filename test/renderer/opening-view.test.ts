import { describe, expect, test } from 'vitest';
import { openingView } from '../../src/renderer/canvas/opening-view.ts';

describe('what is seen of a document that has just been opened', () => {
  const frame = { width: 1000, height: 700 };
  const box = (x: number, y: number) => ({ position: [x, y], size: [240, 200] }) as const;

  test('is all of it, as long as two fifths of its size are enough for that', () => {
    expect(openingView([box(0, 0), box(2100, 0)], frame)).toBeUndefined();
  });

  test('is what stands furthest left, as large as can be read, where the whole is too wide: in the middle if it is not high', () => {
    expect(openingView([box(80, 100), box(80, 400), box(2181, 0)], frame)).toEqual({ x: -24, y: 105, zoom: 0.7 });
  });

  test('begins at the top where the whole is too high', () => {
    expect(openingView([box(0, -100), box(0, 2000)], frame)).toEqual({ x: 32, y: 102, zoom: 0.7 });
  });

  test('is nothing in particular of an empty one', () => {
    expect(openingView([], frame)).toBeUndefined();
  });
});
