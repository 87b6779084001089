/** Bytes of a file from `start` on, `end` not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The same bytes as few ranges in order, without overlaps and empty ones. */
export function mergeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What is still to be fetched of a file of `size` bytes. */
export function missingRanges(size: number, done: readonly ByteRange[]): ByteRange[] {
  const missing: ByteRange[] = [];
  let position = 0;
  for (const { start, end } of [...mergeRanges(done), { start: size, end: size }]) {
    if (Math.min(start, size) > position) missing.push({ start: position, end: Math.min(start, size) });
    position = Math.max(position, end);
  }
  return missing;
}

/** Cuts ranges into pieces of at most `pieceBytes`; the very first piece has at most `firstBytes`. */
export function splitRanges(ranges: readonly ByteRange[], pieceBytes: number, firstBytes = pieceBytes): ByteRange[] {
  const pieces: ByteRange[] = [];
  for (const range of ranges) {
    for (let start = range.start; start < range.end; ) {
      const end = Math.min(range.end, start + (pieces.length === 0 ? firstBytes : pieceBytes));
      pieces.push({ start, end });
      start = end;
    }
  }
  return pieces;
}

/** How many bytes ranges hold that don't overlap. */
export function countBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
