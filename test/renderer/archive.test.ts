import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { packArchive, readArchive } from '../../src/renderer/commands/archive.ts';

const MEGABYTE = 1024 ** 2;
const mp4 = (...bytes: number[]) => new Uint8Array(bytes);

describe('a workflow with its results', () => {
  test('is read as it was packed; of the folders of results their names are left', () => {
    const results = [
      { name: 'panda-1.mp4', bytes: mp4(0, 1, 2, 255) },
      { name: 'clips/猫.webm', bytes: mp4(9) },
    ];
    expect(readArchive(packArchive('panda', { json: '{"a": 1}', results }), MEGABYTE)).toEqual({
      json: '{"a": 1}',
      results: [
        { name: 'panda-1.mp4', bytes: mp4(0, 1, 2, 255) },
        { name: '猫.webm', bytes: mp4(9) },
      ],
    });
  });

  test('of a stranger’s archive, nothing else is heard of', () => {
    const files = ['a.patchloom.json', 'results/../../evil.mp4', 'results/run.sh', 'evil.mp4', 'b/c.patchloom.json'];
    const archive = zipSync(Object.fromEntries(files.map((name) => [name, strToU8(name)])));
    expect(readArchive(archive, MEGABYTE)).toEqual({
      json: 'a.patchloom.json',
      results: [{ name: 'evil.mp4', bytes: new Uint8Array(strToU8('results/../../evil.mp4')) }],
    });
  });

  test('one that unpacks to too much, has no workflow or is none at all is refused', () => {
    const large = zipSync({ 'a.patchloom.json': strToU8('{}'), 'results/a.mp4': new Uint8Array(MEGABYTE) });
    expect(large.length).toBeLessThan(MEGABYTE / 100);
    expect(() => readArchive(large, MEGABYTE)).toThrow('This archive unpacks to more than can be opened here');
    expect(() => readArchive(zipSync({ 'notes.json': strToU8('{}') }), MEGABYTE)).toThrow('holds no workflow');
    expect(() => readArchive(strToU8('no zip'), MEGABYTE)).toThrow('This is no ZIP file that can be read');
  });

  test('whatever bytes it is given, it answers or says what to do', () => {
    const archive = packArchive('a', { json: '{}', results: [{ name: 'a.mp4', bytes: mp4(1, 2, 3) }] });
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.integer({ min: 0, max: 255 }), (place, value) => {
        const damaged = archive.with(place, value);
        try {
          expect(readArchive(damaged, MEGABYTE).json.length).toBeLessThan(MEGABYTE);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
