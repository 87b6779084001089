import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSafetensors } from '../../src/engine/safetensors.ts';
import { floats, writeSafetensors } from '../support/write-safetensors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchloom-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('32-bit, 16-bit and “brain” floats are read as they were meant', () => {
  const file = path.join(folder, 'a.safetensors');
  const words = (...bits: number[]) => Buffer.from(Uint16Array.from(bits).buffer);
  writeSafetensors(
    file,
    {
      single: floats([1, 3], [1.5, -2, 1e-20]),
      // 1, −2, the largest, the smallest, infinity.
      half: { dtype: 'F16', shape: [5], bytes: words(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00) },
      brain: { dtype: 'BF16', shape: [2], bytes: words(0x3f80, 0xc049) },
    },
    { rank: '4' },
  );
  const opened = openSafetensors(file);
  expect([...opened.tensors]).toEqual([
    ['single', [1, 3]],
    ['half', [5]],
    ['brain', [2]],
  ]);
  expect(opened.notes).toEqual({ rank: '4' });
  expect(opened.read('single')).toEqual({ data: Float32Array.of(1.5, -2, 1e-20), dims: [1, 3] });
  expect([...opened.read('half').data]).toEqual([1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY]);
  expect([...opened.read('brain').data]).toEqual([1, -3.140625]);
});

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(3), 'it is too short'],
  [
    'a header that claims more than there is',
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    'its header is longer than the file',
  ],
  ['something else', withHeader('PK…'), 'its header is no JSON'],
  ['a list', withHeader('[1]'), 'its header is no JSON'],
  [
    'values past the end',
    withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'),
    '“a” leads past its end',
  ],
  [
    'sizes that do not fit',
    withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
    '“a” leads past its end',
  ],
  ['a type that is no float', withHeader('{"a":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}}'), '“a” is of type I8'],
  ['an entry of another form', withHeader('{"a":{"dtype":"F32"}}'), '“a” is not described'],
])('refuses %s, saying why', (_, bytes, reason) => {
  const file = path.join(folder, 'a.safetensors');
  writeFileSync(file, bytes);
  expect(() => openSafetensors(file)).toThrow(`a.safetensors is no safetensors file: ${reason}`);
});

function withHeader(json: string, more = 0): Buffer {
  const header = Buffer.from(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(more)]);
}
