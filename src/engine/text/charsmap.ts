import { z } from 'zod';

/**
 * A `tokenizer.json` whose texts are rewritten by SentencePiece's table first, without it, and the rewriting apart: the tokenizers library does by
 * NFKC what is in the usual tables, and nothing of others.
 */
export function takeCharsMap(json: unknown): { readonly json: unknown; readonly rewrite: (text: string) => string } {
  const alone = tokenizerFile.extend({ normalizer: precompiled }).safeParse(json);
  if (alone.success) {
    const { normalizer, ...rest } = alone.data;
    return { json: { ...rest, normalizer: null }, rewrite: rewritingOf(normalizer) };
  }
  const sequence = tokenizerFile.extend({ normalizer: startsPrecompiled }).safeParse(json);
  if (sequence.success) {
    const [first, ...normalizers] = sequence.data.normalizer.normalizers;
    return { json: { ...sequence.data, normalizer: { type: 'Sequence', normalizers } }, rewrite: rewritingOf(first) };
  }
  return { json, rewrite: (text) => text };
}

const tokenizerFile = z.looseObject({});
const precompiled = z.object({ type: z.literal('Precompiled'), precompiled_charsmap: z.string() });
const startsPrecompiled = z.object({
  type: z.literal('Sequence'),
  normalizers: z.tuple([precompiled], z.unknown()),
});

function rewritingOf({ precompiled_charsmap }: z.infer<typeof precompiled>): (text: string) => string {
  return createCharsMap(Buffer.from(precompiled_charsmap, 'base64'));
}

/**
 * SentencePiece's `precompiled_charsmap`: the length of a trie in bytes, the trie (a Darts double array of 32-bit units),
 * then the texts that its values point to, each ended by a zero byte. Gives the function that rewrites a text by the
 * longest rule at each place, as SentencePiece's `normalizer.cc` does.
 */
export function createCharsMap(charsmap: Buffer): (text: string) => string {
  if (charsmap.length < 4) return (text) => text;
  const trieBytes = Math.min(charsmap.readUInt32LE(0), charsmap.length - 4);
  const units = Uint32Array.from({ length: trieBytes >>> 2 }, (_, index) => charsmap.readUInt32LE(4 + 4 * index));
  const replacements = charsmap.subarray(4 + trieBytes);

  return (text) => {
    const bytes = Buffer.from(text, 'utf8');
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const rule = longestMatch(units, bytes, at);
      if (rule) {
        const end = replacements.indexOf(0, rule.value);
        parts.push(replacements.subarray(rule.value, end < 0 ? replacements.length : end));
        at += rule.length;
      } else {
        const next = at + characterLength(bytes[at] as number);
        parts.push(bytes.subarray(at, next));
        at = next;
      }
    }
    return Buffer.concat(parts).toString('utf8');
  };
}

/** `Darts::DoubleArray::commonPrefixSearch`, of which only the longest result counts. */
function longestMatch(units: Uint32Array, bytes: Buffer, start: number) {
  let found: { readonly value: number; readonly length: number } | undefined;
  let node = offsetOf(units[0] ?? 0);
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    node ^= byte;
    const unit = units[node];
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) break;
    node ^= offsetOf(unit);
    if ((unit >>> 8) & 1) found = { value: (units[node] ?? 0) & 0x7fffffff, length: at + 1 - start };
  }
  return found;
}

/** Where a unit's children lie, relative to itself. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Bytes of the UTF-8 character that begins with this one. */
function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
