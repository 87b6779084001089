// Fields of protobuf messages as bytes.

export function message(field: number, fields: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(fields));
}

export function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'));
}

export function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

export function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** Seven bits a byte, the lowest first; negative ones as 64-bit two's complement. */
function varint(value: number): Buffer {
  const encoded: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...encoded, Number(rest)]);
    encoded.push(Number(rest & 0x7fn) | 0x80);
  }
}
