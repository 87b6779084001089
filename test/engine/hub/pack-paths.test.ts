import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPackPaths, whyUnsafe } from '../../../src/engine/hub/pack-paths.ts';

/** Paths made of what makes paths dangerous. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        'C:',
        '~',
        '%2e%2e',
        '\0',
        '\n',
        'con',
        'aux.txt',
        ' ',
        '.patchloom',
        '．．',
        '\u202e',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('a path that is allowed stays inside the folder, on POSIX and on Windows', () => {
  fc.assert(
    fc.property(nasty, (file) => {
      if (whyUnsafe(file) !== undefined) return;
      const posix = path.posix.relative('/packs/model', path.posix.join('/packs/model', file));
      const windows = path.win32.relative('C:\\packs\\model', path.win32.join('C:\\packs\\model', ...file.split('/')));
      expect(posix).toBe(file);
      expect(windows.split('\\').join('/')).toBe(file);
      expect(file.split('/').includes('..') || path.win32.isAbsolute(file)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test.each(['model.onnx', 'unet/model.onnx_data', 'a b/ü (1).json', '..a', 'a..b/c', 'weights.pb', '日本/模型.onnx'])(
  'allowed: %s',
  (file) => {
    expect(whyUnsafe(file)).toBe(undefined);
  },
);

test.each([
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  './a',
  'a/..',
  'a\\b',
  'c:a',
  'lpt1',
  'NUL.onnx',
  'a/COM¹.txt',
  'a.',
  'a /b',
  'a?b',
  '\u0000',
  `${'a'.repeat(201)}`,
  `${'a/'.repeat(600)}b`,
])('refused: %j', (file) => {
  expect(whyUnsafe(file)).not.toBe(undefined);
});

test.each<[readonly string[], string]>([
  [['a.onnx', 'A.onnx'], 'some systems take it for a.onnx'],
  [['é.onnx', 'e\u0301.onnx'], 'some systems take it for é.onnx'],
  [['a', 'A/b'], 'a is a file'],
  [['x/y/z', 'x/y'], 'x/y is a file'],
])('%j can’t lie beside each other', (files, reason) => {
  expect(() => checkPackPaths(files)).toThrow(reason);
});
