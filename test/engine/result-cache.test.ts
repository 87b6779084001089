import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type MadeResult, type Result, ResultCache } from '../../src/engine/result-cache.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KILOBYTE = 1024;

function createCache(budgetBytes: number) {
  const released: string[] = [];
  const executor = { generation: 1, release: (ids: readonly string[]) => void released.push(...ids) };
  const cache = new ResultCache(executor, budgetBytes);
  /** Adds a result whose key is its value's id, and lets go of it. */
  const put = (key: string, bytes: number) => cache.letGo(cache.add(result(key, bytes), { keep: true }));
  const has = (key: string) => {
    const found = cache.hold(key);
    if (found) cache.letGo(found);
    return found !== undefined;
  };
  return { cache, executor, released, put, has };
}

function result(key: string, bytes: number, file?: string): MadeResult {
  const summary = { type: 'latent', text: '', bytes } as const;
  const saved = file && { path: file, name: 'a', mediaType: 'text/plain', bytes: 1 };
  return { key, outputs: { out: { id: key, summary: { ...summary, ...(saved ? { file: saved } : {}) } } } };
}

test('what was used longest ago goes first when all together are over the budget', () => {
  const { put, has, released, cache } = createCache(30 * KILOBYTE);
  put('a', 10 * KILOBYTE);
  put('b', 10 * KILOBYTE);
  put('c', 10 * KILOBYTE);
  expect(has('a')).toBe(true);
  put('d', 10 * KILOBYTE);
  expect({ released, bytes: cache.bytes, values: cache.valueCount }).toEqual({
    released: ['b'],
    bytes: 30 * KILOBYTE,
    values: 3,
  });
});

test('what is held stays, whatever the budget, and goes once it is let go', () => {
  const { cache, released } = createCache(0);
  const held = cache.add(result('a', 10 * KILOBYTE), { keep: true });
  expect(cache.hold('a')).toBe(held);
  cache.letGo(held);
  expect(released).toEqual([]);
  cache.letGo(held);
  expect({ released, bytes: cache.bytes }).toEqual({ released: ['a'], bytes: 0 });
});

test('what was made for one run alone goes with its last holder', () => {
  const { cache, has, released } = createCache(100 * KILOBYTE);
  cache.letGo(cache.add(result('a', 1), { keep: false }));
  expect({ has: has('a'), released }).toEqual({ has: false, released: ['a'] });
});

test('of two results with one key the second is dropped, and the first is what both use', () => {
  const { cache, released } = createCache(100 * KILOBYTE);
  const first = cache.add(result('a', 1), { keep: true });
  const twin = { key: 'a', outputs: { out: { id: 'twin', summary: { type: 'latent', text: '', bytes: 1 } as const } } };
  expect(cache.add(twin, { keep: true })).toBe(first);
  expect(released).toEqual(['twin']);
});

test('the smallest result costs something, so that their number is limited too', () => {
  const { put, cache } = createCache(10 * KILOBYTE);
  for (let count = 0; count < 100; count++) put(String(count), 0);
  expect(cache.valueCount).toBe(10);
});

test('E22: a result that is a file counts for as long as the file is there and nobody has written to it', () => {
  const { cache, has, released } = createCache(100 * KILOBYTE);
  const file = path.join(folder, 'clip.mp4');
  const save = (key: string) => {
    writeFileSync(file, 'frames');
    cache.letGo(cache.add(result(key, 1, file), { keep: true }));
  };
  save('a');
  expect(has('a')).toBe(true);
  utimesSync(file, 1, 1);
  expect(has('a')).toBe(false);
  save('b');
  writeFileSync(file, 'other frames');
  expect(has('b')).toBe(false);
  save('c');
  rmSync(file);
  expect(has('c')).toBe(false);
  expect(released).toEqual(['a', 'b', 'c']);
});

test('E26: when the process that held the values is gone, so are the results', () => {
  const { cache, executor, put, has, released } = createCache(100 * KILOBYTE);
  put('a', 1);
  executor.generation = 2;
  expect({ has: has('a'), bytes: cache.bytes, released }).toEqual({ has: false, bytes: 0, released: [] });
});

const use = fc.record({ key: fc.integer({ min: 0, max: 9 }).map(String), isKeptForNow: fc.boolean() });

test('E25: whatever is used in whatever order, and held meanwhile, the one that goes is that which was used longest ago', () => {
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
      const { cache, released } = createCache(4 * KILOBYTE);
      const held: Result[] = [];
      /** Those that nobody holds, by when they were let go of. */
      let idle: string[] = [];
      const gone: string[] = [];
      const trim = () => {
        while (new Set([...idle, ...held.map(({ key }) => key)]).size > 4 && idle[0]) gone.push(idle.shift() as string);
      };
      const letGo = (result: Result) => {
        cache.letGo(result);
        if (held.some(({ key }) => key === result.key)) return;
        idle.push(result.key);
        trim();
      };
      for (const { key, isKeptForNow } of uses) {
        idle = idle.filter((each) => each !== key);
        const used = cache.hold(key) ?? cache.add(result(key, KILOBYTE), { keep: true });
        if (isKeptForNow) held.push(used);
        else letGo(used);
        expect(released).toEqual(gone);
        if (held.length > 3) letGo(held.shift() as Result);
        expect(released).toEqual(gone);
      }
    }),
  );
});
