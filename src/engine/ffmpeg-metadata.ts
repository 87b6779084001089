/**
 * A Matroska file without pictures that carries tags into ffmpeg, keys and values exactly as they are.
 *
 * Not the command line, where one argument ends at 128 kB; and not ffmpeg's own FFMETADATA text, of which old versions
 * read 1 kB per line and newer ones lose carriage returns and whatever follows a value that ends in a backslash.
 */
export function metadataCarrier(metadata: Readonly<Record<string, string>>): Uint8Array {
  const tags = Object.entries(metadata).map(([key, value]) =>
    element(MATROSKA.simpleTag, [element(MATROSKA.tagName, [text(key)]), element(MATROSKA.tagString, [text(value)])]),
  );
  return Buffer.concat([
    element(MATROSKA.header, [
      element(MATROSKA.documentType, [text('matroska')]),
      element(MATROSKA.documentTypeVersion, [Buffer.of(4)]),
      element(MATROSKA.documentTypeReadVersion, [Buffer.of(2)]),
    ]),
    element(MATROSKA.segment, [
      element(MATROSKA.information, [element(MATROSKA.timestampScale, [Buffer.of(0x0f, 0x42, 0x40)])]),
      element(MATROSKA.tags, [element(MATROSKA.tag, [element(MATROSKA.targets, []), ...tags])]),
      // Readers look for the first cluster to know that the headers are over.
      element(MATROSKA.cluster, [element(MATROSKA.timestamp, [Buffer.of(0)])]),
    ]),
  ]);
}

/** Element numbers of RFC 8794 (EBML) and RFC 9559 (Matroska). */
export const MATROSKA = {
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
