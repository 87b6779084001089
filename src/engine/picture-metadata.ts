import { crc32 } from 'node:zlib';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_HEADER_BYTES = 8 + 25;
const LARGEST_SUB_BLOCK = 255;

/** A chunk of a PNG file: length, type, data, checksum (RFC 2083, 3.2). */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG file with a text in it: an `iTXt` chunk, UTF-8 and not compressed, right behind the header. */
export function writePngText(png: Uint8Array, keyword: string, text: string): Buffer {
  // Keyword, 0, not compressed, method 0, no language, no translated keyword.
  const data = Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')]);
  return Buffer.concat([png.subarray(0, PNG_HEADER_BYTES), pngChunk('iTXt', data), png.subarray(PNG_HEADER_BYTES)]);
}

/** A GIF file with a text in it: a comment extension `keyword`, 0, UTF-8, before the first picture (GIF89a, 24). */
export function writeGifText(gif: Uint8Array, keyword: string, text: string): Buffer {
  const start = endOfGifScreen(Buffer.from(gif));
  const content = Buffer.from(`${keyword}\0${text}`, 'utf8');
  const blocks: Uint8Array[] = [Uint8Array.of(0x21, 0xfe)];
  for (let position = 0; position < content.length; position += LARGEST_SUB_BLOCK) {
    const part = content.subarray(position, position + LARGEST_SUB_BLOCK);
    blocks.push(Uint8Array.of(part.length), part);
  }
  return Buffer.concat([gif.subarray(0, start), ...blocks, Uint8Array.of(0), gif.subarray(start)]);
}

/** The text under a keyword in a PNG or GIF file; undefined where there is none, `'no-picture'` for a file of another kind. */
export function readPictureText(
  file: Uint8Array,
  keyword: string,
): { readonly text: string | undefined } | 'no-picture' {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return { text: readPng(bytes, keyword) };
  if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return { text: readGif(bytes, keyword) };
  return 'no-picture';
}

function readPng(bytes: Buffer, keyword: string): string | undefined {
  for (let position = 8; position + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(position);
    const type = bytes.toString('latin1', position + 4, position + 8);
    const data = bytes.subarray(position + 8, position + 8 + length);
    if (data.length < length) return undefined;
    const name = data.indexOf(0);
    if ((type === 'iTXt' || type === 'tEXt') && data.toString('latin1', 0, name) === keyword) {
      return type === 'tEXt' ? data.toString('latin1', name + 1) : readInternational(data, name);
    }
    position += length + 12;
  }
  return undefined;
}

/** Keyword 0, compressed?, method, language 0, translated keyword 0, text. */
function readInternational(data: Buffer, name: number): string | undefined {
  if (data[name + 1] !== 0) return undefined;
  const language = data.indexOf(0, name + 3);
  const translated = data.indexOf(0, language + 1);
  return language < 0 || translated < 0 ? undefined : data.toString('utf8', translated + 1);
}

/** Comments stand before, between and behind the pictures; those are passed over block by block. */
function readGif(bytes: Buffer, keyword: string): string | undefined {
  let position = endOfGifScreen(bytes);
  while (position < bytes.length) {
    const kind = bytes[position];
    if (kind === 0x21) {
      const { content, end } = readSubBlocks(bytes, position + 2);
      const isComment = bytes[position + 1] === 0xfe;
      const name = content.indexOf(0);
      if (isComment && content.toString('utf8', 0, name) === keyword) return content.toString('utf8', name + 1);
      position = end;
    } else if (kind === 0x2c) {
      const colours = bytes[position + 9] ?? 0;
      position = readSubBlocks(bytes, position + 10 + colourTableBytes(colours) + 1).end;
    } else return undefined;
  }
  return undefined;
}

/** Where the screen's description and its colours end. */
function endOfGifScreen(bytes: Buffer): number {
  return 13 + colourTableBytes(bytes[10] ?? 0);
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function readSubBlocks(bytes: Buffer, start: number): { readonly content: Buffer; readonly end: number } {
  const parts: Buffer[] = [];
  let position = start;
  for (let length = bytes[position]; length; length = bytes[position]) {
    parts.push(bytes.subarray(position + 1, position + 1 + length));
    position += length + 1;
  }
  return { content: Buffer.concat(parts), end: position + 1 };
}
