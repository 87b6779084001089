import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBytes, mergeRanges, missingRanges, splitRanges } from '../../../src/engine/hub/byte-ranges.ts';

const ranges = fc.array(
  fc.tuple(fc.nat(120), fc.nat(40)).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 12 },
);

/** The same, byte by byte. */
function bytesIn(list: readonly { start: number; end: number }[]): Set<number> {
  return new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)));
}

test('merged ranges hold the same bytes, in order, apart from each other', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const merged = mergeRanges(list);
      expect(bytesIn(merged)).toEqual(bytesIn(list));
      merged.forEach((range, index) => {
        expect(range.end).toBeGreaterThan(range.start);
        const next = merged[index + 1];
        if (next) expect(next.start).toBeGreaterThan(range.end);
      });
    }),
  );
});

test('what is missing and what is done are the whole file, and share nothing', () => {
  fc.assert(
    fc.property(ranges, fc.nat(200), (done, size) => {
      const missing = missingRanges(size, done);
      const inFile = [...bytesIn(done)].filter((byte) => byte < size);
      expect(countBytes(missing) + inFile.length).toBe(size);
      expect(new Set([...bytesIn(missing), ...inFile])).toEqual(bytesIn([{ start: 0, end: size }]));
    }),
  );
});

test('pieces cover the same bytes once and are not longer than asked', () => {
  fc.assert(
    fc.property(ranges, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (list, piece, first) => {
      const merged = mergeRanges(list);
      const pieces = splitRanges(merged, piece, first);
      expect(mergeRanges(pieces)).toEqual(merged);
      expect(countBytes(pieces)).toBe(countBytes(merged));
      pieces.forEach(({ start, end }, index) => {
        expect(end - start).toBeLessThanOrEqual(index === 0 ? first : piece);
      });
    }),
  );
});
