import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Tensor } from '../core/tensor.ts';

/** Tensors in a `.safetensors` file. Nothing but its header has been read yet. */
export interface Safetensors {
  /** What the program that wrote it has noted. */
  readonly notes: Readonly<Record<string, string>>;
  /** Sizes by name. */
  readonly tensors: ReadonlyMap<string, readonly number[]>;
  /** The values of one, as 32-bit floats. */
  read(name: string): Tensor;
}

/** What hostile files could claim: the largest real headers have a few megabytes. */
const LONGEST_HEADER = 64 * 1024 * 1024;

const BYTES = { F32: 4, F16: 2, BF16: 2 } as const;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.record(z.string(), z.unknown());
const notesSchema = z.record(z.string(), z.string());

/** Opens a file of the format `safetensors`: eight bytes that say how long the header is, the header, the values. `UserError` when it is none. */
export function openSafetensors(file: string): Safetensors {
  const refuse = (reason: string): never => {
    throw new UserError(`${path.basename(file)} is no safetensors file: ${reason}`, {
      hint: 'The file may be cut off, or of another kind: fetch it again.',
    });
  };
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const length = size < 8 ? refuse('it is too short') : Number(readAt(descriptor, 0, 8).readBigUInt64LE());
    if (length > LONGEST_HEADER || length > size - 8) refuse('its header is longer than the file');
    const { __metadata__: noted = {}, ...entries } = parseHeader(readAt(descriptor, 8, length), refuse);
    const notes = notesSchema.safeParse(noted).data ?? refuse('its notes are no texts');
    const described = new Map(
      Object.entries(entries).map(([name, entry]) => {
        const { dtype, shape, data_offsets } =
          entrySchema.safeParse(entry).data ?? refuse(`“${name}” is not described`);
        if (!(dtype in BYTES)) refuse(`“${name}” is of type ${dtype}`);
        const type = dtype as keyof typeof BYTES;
        const [start, end] = data_offsets;
        const count = shape.reduce((product, each) => product * each, 1);
        if (end - start !== count * BYTES[type] || 8 + length + end > size) refuse(`“${name}” leads past its end`);
        return [name, { type, shape, start: 8 + length + start, bytes: end - start }] as const;
      }),
    );
    return {
      notes,
      tensors: new Map([...described].map(([name, { shape }]) => [name, shape])),
      read(name) {
        const found = described.get(name);
        if (!found) throw new Error(`${file} has no tensor ${name}`);
        const reading = openSync(file, 'r');
        try {
          return { data: toFloats(readAt(reading, found.start, found.bytes), found.type), dims: found.shape };
        } finally {
          closeSync(reading);
        }
      },
    };
  } finally {
    closeSync(descriptor);
  }
}

function parseHeader(bytes: Buffer, refuse: (reason: string) => never): Record<string, unknown> {
  try {
    return headerSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return refuse('its header is no JSON');
  }
}

function readAt(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, start + done);
    if (count === 0) throw new Error(`It ends at byte ${start + done}`);
    done += count;
  }
  return bytes;
}

/** Little-endian floats as 32-bit ones; those of 32 bits are not copied where they lie well. */
export function toFloats(bytes: Buffer, type: keyof typeof BYTES): Float32Array {
  // Numbers of several bytes can only be viewed from a multiple of their size on.
  const { buffer, byteOffset } =
    bytes.byteOffset % BYTES[type] === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  if (type === 'F32') return new Float32Array(buffer, byteOffset, bytes.length / 4);
  const table = tables[type]();
  return Float32Array.from(new Uint16Array(buffer, byteOffset, bytes.length / 2), (bits) => table[bits] as number);
}

/** All 65536 values of a type of 16 bits, which takes longer to work out one by one than to look up. */
const tables = { F16: tableOf(halfToFloat), BF16: tableOf(bfloatToFloat) };

function tableOf(toFloat: (bits: number) => number): () => Float32Array {
  let table: Float32Array | undefined;
  return () => {
    table ??= Float32Array.from({ length: 0x10000 }, (_, bits) => toFloat(bits));
    return table;
  };
}

/** IEEE 754 binary16. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a 32-bit float. */
function bfloatToFloat(bits: number): number {
  const word = new DataView(new ArrayBuffer(4));
  word.setUint16(0, bits);
  return word.getFloat32(0);
}
