/**
 * A Matroska file without pictures that carries tags into ffmpeg, keys and values exactly as they are.
 *
 * Not the command line, where one argument ends at 128 kB; and not ffmpeg's own FFMETADATA text, of which old versions
 * read 1 kB per line and newer ones lose carriage returns and whatever follows a value that ends in a backslash.
 */
export function metadataCarrier(metadata: Readonly<Record<string, string>>): Uint8Array {
  const tags = Object.entries(metadata).map(([key, value]) =>
    element(ids.simpleTag, [element(ids.tagName, [text(key)]), element(ids.tagString, [text(value)])]),
  );
  return Buffer.concat([
    element(ids.header, [
      element(ids.documentType, [text('matroska')]),
      element(ids.documentTypeVersion, [Buffer.of(4)]),
      element(ids.documentTypeReadVersion, [Buffer.of(2)]),
    ]),
    element(ids.segment, [
      element(ids.information, [element(ids.timestampScale, [Buffer.of(0x0f, 0x42, 0x40)])]),
      element(ids.tags, [element(ids.tag, [element(ids.targets, []), ...tags])]),
      // Readers look for the first cluster to know that the headers are over.
      element(ids.cluster, [element(ids.timestamp, [Buffer.of(0)])]),
    ]),
  ]);
}

/** The global tags in ffmpeg's FFMETADATA text: `key=value` lines, a backslash before `=`, `;`, `#`, `\` and line feed. */
export function parseMetadata(written: string): Map<string, string> {
  const tags = new Map<string, string>();
  let key: string | undefined;
  let part = '';
  for (let position = 0; position < written.length; position += 1) {
    const character = written.charAt(position);
    if (character === '\\') {
      position += 1;
      part += written.charAt(position);
    } else if (character === '=' && key === undefined) {
      key = part;
      part = '';
    } else if (character === '\n') {
      // Sections of single streams and chapters follow the global tags.
      if (key === undefined && part.startsWith('[')) break;
      if (key !== undefined) tags.set(key, part);
      key = undefined;
      part = '';
    } else {
      part += character;
    }
  }
  return tags;
}

/** Element numbers of RFC 8794 (EBML) and RFC 9559 (Matroska). */
const ids = {
  header: '1a45dfa3',
  documentType: '4282',
  documentTypeVersion: '4287',
  documentTypeReadVersion: '4285',
  segment: '18538067',
  information: '1549a966',
  timestampScale: '2ad7b1',
  tags: '1254c367',
  tag: '7373',
  targets: '63c0',
  simpleTag: '67c8',
  tagName: '45a3',
  tagString: '4487',
  cluster: '1f43b675',
  timestamp: 'e7',
} as const;

/** Number, length in eight bytes of which the first is a marker, content. */
function element(id: string, content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE((1n << 56n) | BigInt(body.length));
  return Buffer.concat([Buffer.from(id, 'hex'), length, body]);
}

function text(value: string): Uint8Array {
  if (value.includes('\0')) throw new Error('Video metadata can hold any character but NUL');
  return Buffer.from(value, 'utf8');
}
