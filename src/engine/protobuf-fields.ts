import { ProtobufError } from './protobuf.ts';

/** One field of a message in memory. */
export interface ProtobufField {
  readonly number: number;
  /** A whole number, or for texts, messages and the like their bytes. */
  readonly value: number | Buffer;
  /** The field as it stands in the message, with its number. */
  readonly bytes: Buffer;
}

/** The fields of a message in memory, in order; nothing is copied. Throws `ProtobufError` when it is none. */
export function protobufFields(message: Buffer): ProtobufField[] {
  const fields: ProtobufField[] = [];
  for (let start = 0; start < message.length; ) {
    const tag = varintAt(message, start);
    const found = valueAt(message, tag.value % 8, tag.end);
    if (found.end > message.length) throw new ProtobufError(`a field at byte ${start} goes on past the end`);
    const value = found.number ?? message.subarray(found.start, found.end);
    fields.push({ number: Math.floor(tag.value / 8), value, bytes: message.subarray(start, found.end) });
    start = found.end;
  }
  return fields;
}

/** The bytes of a field that holds a text or a message. */
export function bytesOf({ number, value }: ProtobufField): Buffer {
  if (typeof value === 'number') throw new ProtobufError(`field ${number} is a number`);
  return value;
}

export function textOf(field: ProtobufField): string {
  return bytesOf(field).toString('utf8');
}

/** The numbers of a field that may hold one or several. */
export function numbersOf({ value }: ProtobufField): number[] {
  if (typeof value === 'number') return [value];
  const numbers: number[] = [];
  for (let start = 0; start < value.length; ) {
    const { value: number, end } = varintAt(value, start);
    numbers.push(number);
    start = end;
  }
  return numbers;
}

/** Where a value lies, by its wire type; for numbers also what it is. */
function valueAt(message: Buffer, wireType: number, start: number): { start: number; end: number; number?: number } {
  switch (wireType) {
    case 0: {
      const { value, end } = varintAt(message, start);
      return { start, end, number: value };
    }
    case 1:
      return { start, end: start + 8 };
    case 2: {
      const length = varintAt(message, start);
      return { start: length.end, end: length.end + length.value };
    }
    case 5:
      return { start, end: start + 4 };
    default:
      throw new ProtobufError(`there is no field at byte ${start}`);
  }
}

function varintAt(message: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = message[start + index];
    if (byte === undefined) throw new ProtobufError(`it is cut off at byte ${message.length}`);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw new ProtobufError(`there is no number at byte ${start}`);
}
