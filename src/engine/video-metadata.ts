import { type FileHandle, open } from 'node:fs/promises';
import { MATROSKA } from './ffmpeg-metadata.ts';

/** Longer lists of tags than this are no clip's. */
const LARGEST_TAGS_BYTES = 64 * 1024 * 1024;
/** What stands one behind the other in a file; a damaged one could hold millions. */
const MOST_ELEMENTS = 100_000;
const LONGEST_HEADER_BYTES = 16;

/** The part of a file that has a name: content from `start` to `end`, counted from where it stands. */
interface Element {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** How a container writes an element's name and size; undefined where none can stand. */
type ReadHeader = (bytes: Buffer) => Element | undefined;

/**
 * The text under a key in an MP4 or WebM file; undefined where there is none, `'no-video'` for a file of another kind. The key's case does not
 * count, as WebM does not keep it. Not by ffmpeg: the one that comes with npm is too old to be shown files from elsewhere.
 */
export async function readVideoText(
  path: string,
  key: string,
): Promise<{ readonly text: string | undefined } | 'no-video'> {
  const file = await open(path);
  try {
    const head = await readBytes(file, 0, LONGEST_HEADER_BYTES);
    const isWebm = readElement(head)?.id === MATROSKA.header;
    if (!isWebm && !FIRST_BOXES.has(readBox(head)?.id ?? '')) return 'no-video';
    const tags = isWebm ? await webmTags(file) : await mp4Tags(file);
    return { text: tags.find(([name]) => sameCase(name) === sameCase(key))?.[1] };
  } finally {
    await file.close();
  }
}

/** What WebM makes of a key: it knows neither lower-case letters nor spaces. */
function sameCase(key: string): string {
  return key.toUpperCase().replaceAll(' ', '_');
}

type Tags = readonly (readonly [name: string, text: string])[];

/** Names in one list, texts in another that counts them from 1 (QuickTime File Format, “Metadata”). */
async function mp4Tags(file: FileHandle): Promise<Tags> {
  const [movie] = await contentsInFile(file, readBox, 'moov');
  return contents(movie, readBox, 'udta', 'meta').flatMap((full) => {
    const meta = full.subarray(VERSION_BYTES);
    const [list] = contents(meta, readBox, 'keys');
    const names = elements(list?.subarray(VERSION_BYTES + 4), readBox).map(([, name]) => name.toString('utf8'));
    const [texts] = contents(meta, readBox, 'ilst');
    return elements(texts, readBox).flatMap(([id, item]) => {
      const name = names[Buffer.from(id, 'latin1').readUInt32BE() - 1];
      const [data] = contents(item, readBox, 'data');
      return name === undefined || !data ? [] : [[name, data.toString('utf8', DATA_HEADER_BYTES)] as const];
    });
  });
}

/** RFC 9559, 5.1.8. */
async function webmTags(file: FileHandle): Promise<Tags> {
  const [tags] = await contentsInFile(file, readElement, MATROSKA.segment, MATROSKA.tags);
  return contents(tags, readElement, MATROSKA.tag, MATROSKA.simpleTag).map((tag) => {
    const [name, text] = [MATROSKA.tagName, MATROSKA.tagString].map((id) =>
      contents(tag, readElement, id)[0]?.toString('utf8'),
    );
    return [name ?? '', text ?? ''];
  });
}

/** A file may begin with any of these (ISO/IEC 14496-12). */
const FIRST_BOXES = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide']);
const VERSION_BYTES = 4;
/** Type and language of a text. */
const DATA_HEADER_BYTES = 8;

/** Size with the header in four bytes, or in eight behind the name; 0: to the end. */
function readBox(bytes: Buffer): Element | undefined {
  if (bytes.length < 8) return undefined;
  const [size, id] = [bytes.readUInt32BE(0), bytes.toString('latin1', 4, 8)];
  if (size === 1) {
    const end = bytes.length < 16 ? 0 : Number(bytes.readBigUInt64BE(8));
    return end < 16 ? undefined : { id, start: 16, end };
  }
  if (size === 0) return { id, start: 8, end: Number.POSITIVE_INFINITY };
  return size < 8 ? undefined : { id, start: 8, end: size };
}

/** Number and size are as long as their leading zero bits say (RFC 8794, 4 to 6); a size of ones alone: to the end. */
function readElement(bytes: Buffer): Element | undefined {
  const idBytes = Math.clz32(bytes[0] ?? 0) - 23;
  const first = bytes[idBytes] ?? 0;
  const sizeBytes = Math.clz32(first) - 23;
  const start = idBytes + sizeBytes;
  if (idBytes > 4 || sizeBytes > 8 || bytes.length < start) return undefined;
  const mark = 1 << (8 - sizeBytes);
  const rest = [...bytes.subarray(idBytes + 1, start)];
  const size = rest.reduce((sum, byte) => sum * 256 + byte, first - mark);
  const isUnknown = first === 2 * mark - 1 && rest.every((byte) => byte === 255);
  return {
    id: bytes.toString('hex', 0, idBytes),
    start,
    end: isUnknown ? Number.POSITIVE_INFINITY : start + size,
  };
}

/** What stands in these bytes, by name; what is cut off has what is left of it. */
function elements(bytes: Buffer | undefined, read: ReadHeader): [id: string, content: Buffer][] {
  const found: [string, Buffer][] = [];
  for (let rest = bytes; rest?.length; ) {
    const element = read(rest);
    if (!element) break;
    found.push([element.id, rest.subarray(element.start, element.end)]);
    rest = rest.subarray(element.end);
  }
  return found;
}

/** The contents of all that has the last of these names, in what has the names before it. */
function contents(bytes: Buffer | undefined, read: ReadHeader, ...[name, ...inner]: string[]): Buffer[] {
  const here = elements(bytes, read).flatMap(([id, content]) => (id === name ? [content] : []));
  return inner.length === 0 ? here : here.flatMap((content) => contents(content, read, ...inner));
}

/** The same for the first of each name in a file, of which headers are read and what is between them is not. */
async function contentsInFile(file: FileHandle, read: ReadHeader, ...names: string[]): Promise<Buffer[]> {
  let [at, end] = [0, (await file.stat()).size];
  for (let count = 0; at < end && count < MOST_ELEMENTS; count++) {
    const element = read(await readBytes(file, at, LONGEST_HEADER_BYTES));
    if (!element) return [];
    if (element.id !== names[0]) {
      at += element.end;
      continue;
    }
    end = Math.min(end, at + element.end);
    at += element.start;
    names.shift();
    if (names.length === 0) return [await readBytes(file, at, Math.min(end - at, LARGEST_TAGS_BYTES))];
  }
  return [];
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(length, 1)), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
