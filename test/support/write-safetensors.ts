import { writeFileSync } from 'node:fs';

export interface TensorToWrite {
  readonly dtype: 'F32' | 'F16' | 'BF16' | 'I64';
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

/** 32-bit floats as a tensor to be written. */
export function floats(shape: readonly number[], values: readonly number[]): TensorToWrite {
  return { dtype: 'F32', shape, bytes: Buffer.from(Float32Array.from(values).buffer) };
}

/** Writes a file of the format `safetensors`. */
export function writeSafetensors(
  file: string,
  tensors: Readonly<Record<string, TensorToWrite>>,
  notes?: Readonly<Record<string, string>>,
): void {
  let offset = 0;
  const header: Record<string, unknown> = notes ? { __metadata__: notes } : {};
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([length, json, ...Object.values(tensors).map(({ bytes }) => bytes)]));
}
