import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What is not the protobuf it should be; the message completes «the file is not a model: …». */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** One field's value: a number, or a stretch of bytes that may be text or a message of its own. */
export interface ProtobufReader {
  /** Calls the visitor of each field that is there, in order; the others are passed over unread. */
  fields(visitors: Readonly<Record<number, (value: ProtobufReader) => void>>): void;
  /** Whether it is a number and not a stretch of bytes. */
  readonly isNumber: boolean;
  /** A whole number; large ones lose their last digits, negative ones are far above 2⁵³. */
  number(): number;
  /** A 32-bit float. */
  float(): number;
  text(longest: number): string;
  bytes(longest: number): Buffer;
}

/** Bytes read at once. Small, as most reads follow a leap over weights. */
const WINDOW = 8192;

/**
 * A protobuf file that is read where it is needed and nowhere else. Reads synchronously: a few small reads, of which a
 * promise each would take longer than the disk.
 */
export function openProtobuf(file: string): ProtobufReader & { close(): void } {
  const descriptor = openSync(file, 'r');
  const size = fstatSync(descriptor).size;
  const window = Buffer.alloc(WINDOW);
  let windowStart = 0;
  let windowLength = 0;

  const byteAt = (position: number): number => {
    if (position < windowStart || position >= windowStart + windowLength) {
      windowStart = position;
      windowLength = readSync(descriptor, window, 0, WINDOW, position);
      if (windowLength === 0) throw new ProtobufError(`it ends at byte ${position}`);
    }
    return window[position - windowStart] as number;
  };

  const readBytes = (start: number, end: number): Buffer => {
    const bytes = Buffer.alloc(end - start);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new ProtobufError(`it ends at byte ${start + done}`);
      done += count;
    }
    return bytes;
  };

  return { ...createReader({ byteAt, readBytes }, 0, size, undefined), close: () => closeSync(descriptor) };
}

interface Source {
  byteAt(position: number): number;
  readBytes(start: number, end: number): Buffer;
}

function createReader(source: Source, start: number, end: number, value: number | undefined): ProtobufReader {
  const bytes = (longest: number): Buffer => {
    if (end - start > longest) throw new ProtobufError(`a text of ${end - start} bytes at byte ${start} is too long`);
    return source.readBytes(start, end);
  };
  return {
    isNumber: value !== undefined,
    number() {
      if (value === undefined) throw new ProtobufError(`there is no number at byte ${start}`);
      return value;
    },
    bytes,
    text: (longest) => bytes(longest).toString('utf8'),
    float: () => {
      if (end - start !== 4) throw new ProtobufError(`there is no float at byte ${start}`);
      return source.readBytes(start, end).readFloatLE();
    },
    fields(visitors) {
      if (value !== undefined) throw new ProtobufError(`there is no message at byte ${start}`);
      let position = start;
      while (position < end) {
        const tag = readVarint(source, position, end);
        const found = readValue(source, tag.value % 8, tag.end, end);
        visitors[Math.floor(tag.value / 8)]?.(createReader(source, found.start, found.end, found.value));
        position = found.end;
      }
    },
  };
}

/** Where a value lies, by its wire type; for numbers also what it is. */
function readValue(source: Source, wireType: number, start: number, end: number) {
  switch (wireType) {
    case 0: {
      const varint = readVarint(source, start, end);
      return { start, end: varint.end, value: varint.value };
    }
    case 1:
      return within(start, start + 8, end);
    case 2: {
      const length = readVarint(source, start, end);
      return within(length.end, length.end + length.value, end);
    }
    case 5:
      return within(start, start + 4, end);
    default:
      throw new ProtobufError(`there is no field at byte ${start}`);
  }
}

function within(start: number, stop: number, end: number) {
  if (stop > end) throw new ProtobufError(`a field at byte ${start} goes on to byte ${stop}, past the end at ${end}`);
  return { start, end: stop, value: undefined };
}

function readVarint(source: Source, start: number, end: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    if (start + index >= end) throw new ProtobufError(`it is cut off at byte ${end}`);
    const byte = source.byteAt(start + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw new ProtobufError(`there is no number at byte ${start}`);
}
