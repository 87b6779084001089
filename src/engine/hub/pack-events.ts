import type { Progress } from '../../core/run-events.ts';
import { createProgressMeter } from '../progress.ts';

/** All that can be heard while a pack is fetched. */
export type PackEvent =
  | {
      readonly kind: 'pack-planned';
      readonly source: string;
      readonly commit: string;
      readonly folder: string;
      readonly files: readonly { readonly path: string; readonly bytes: number }[];
      readonly bytes: number;
      /** What is not on this machine yet. */
      readonly bytesToFetch: number;
    }
  | { readonly kind: 'pack-progress'; readonly progress: Progress; readonly path: string; readonly file: Progress }
  | {
      readonly kind: 'file-retry';
      readonly path: string;
      readonly attempt: number;
      readonly reason: string;
      readonly waitSeconds: number;
    }
  /** It is whole and its checksum is right. `disk`: nothing had to be fetched. */
  | { readonly kind: 'file-finished'; readonly path: string; readonly bytes: number; readonly from: 'network' | 'disk' }
  | { readonly kind: 'pack-finished'; readonly status: 'done' | 'failed' | 'stopped'; readonly seconds: number };

/** Adds up what the files say about themselves. */
export interface ProgressBook {
  /** A file has so many bytes now, which may be fewer than before. */
  onBytes(path: string, done: number): void;
}

const SHORTEST_PAUSE_MILLISECONDS = 100;

/** A book over these files that reports at most ten times a second. `doneBefore` is what is on disk already. */
export function createProgressBook(
  files: readonly { readonly path: string; readonly bytes: number }[],
  doneBefore: ReadonlyMap<string, number>,
  now: () => number,
  onEvent: (event: PackEvent) => void,
): ProgressBook {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const done = new Map(doneBefore);
  const meters = new Map(files.map((file) => [file.path, createProgressMeter(now)]));
  const sizes = new Map(files.map((file) => [file.path, file.bytes]));
  let sum = [...done.values()].reduce((a, b) => a + b, 0);
  const overall = createProgressMeter(now);
  overall(sum, total, 'bytes');
  let reportedAt = Number.NEGATIVE_INFINITY;
  return {
    onBytes(path, bytes) {
      sum += bytes - (done.get(path) ?? 0);
      done.set(path, bytes);
      const size = sizes.get(path);
      const meter = meters.get(path);
      if (size === undefined || meter === undefined) throw new Error(`${path} is not in the book`);
      const file = meter(bytes, size, 'bytes');
      if (now() - reportedAt < SHORTEST_PAUSE_MILLISECONDS && sum < total) return;
      reportedAt = now();
      onEvent({ kind: 'pack-progress', progress: overall(sum, total, 'bytes'), path, file });
    },
  };
}
