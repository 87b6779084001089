import { repairText, unescapeHtml } from './repair-text.ts';

/**
 * A caption from the web without what says nothing of the picture: addresses, tags, numbers, names of files (DeepFloyd IF's `_clean_caption`, which PixArt
 * and Latte were trained with). In lower case; CJK characters are removed, as there.
 */
export function cleanCaption(text: string): string {
  const plain = withoutTags(replaceAll(unquoted(text).trim().toLowerCase(), ADDRESSES));
  const spaced = replaceAll(plain, MARKS);
  const words = (spaced.match(/[-_]/gu) ?? []).length > 3 ? spaced.replace(/[-_]/gu, ' ') : spaced;
  const repaired = unescapeHtml(unescapeHtml(unescapeHtml(repairText(words))));
  return replaceAll(repaired, PHRASES).trim();
}

type Replacement = readonly [pattern: RegExp, by: string];

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((left, [pattern, by]) => left.replace(pattern, by), text);
}

/** A pattern in which `\w`, `\d` and `\b` mean letters and digits of every script, as in Python. */
function unicode(source: string): RegExp {
  const word = String.raw`\p{L}\p{N}_`;
  return new RegExp(
    source
      .replaceAll(String.raw`\b`, `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`)
      .replaceAll(String.raw`\w`, word)
      .replaceAll(String.raw`\d`, String.raw`\p{Nd}`)
      .replaceAll(String.raw`\D`, String.raw`\P{Nd}`),
    'gu',
  );
}

const address = (scheme: string) =>
  unicode(
    String.raw`\b(?:${scheme}:(?:/{1,3}|[a-zA-Z0-9%])|[a-zA-Z0-9.\-]+[.](?:com|co|ru|net|org|edu|gov|it)[\w/\-]*\b/?(?!@))`,
  );

const ADDRESSES: readonly Replacement[] = [
  [/<person>/gu, 'person'],
  [address('https?'), ''],
  [address('www'), ''],
];

const MARKS: readonly Replacement[] = [
  [unicode(String.raw`@[\w]+\b`), ''],
  [/[\u31c0-\u31ef\u31f0-\u31ff\u3200-\u4dff\u4e00-\u9fff]+/gu, ''],
  [
    /[-\u058a\u05be\u1400\u1806\u2010-\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d]+/gu,
    '-',
  ],
  [/[`´«»“”¨]/gu, '"'],
  [/[‘’]/gu, "'"],
  [/&quot;?/gu, ''],
  [/&amp/gu, ''],
  [unicode(String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`), ' '],
  [unicode(String.raw`\d:\d\d\s+$`), ''],
  [/\\n/gu, ' '],
  [unicode(String.raw`#\d{1,3}\b`), ''],
  [unicode(String.raw`#\d{5,}\b`), ''],
  [unicode(String.raw`\b\d{6,}\b`), ''],
  [/\S+\.(?:png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4)/gu, ''],
  [/["']{2,}/gu, '"'],
  [/\.{2,}/gu, ' '],
  [/[#®•©™&@·º½¾¿¡§~)(\][}{|\\/*]+/gu, ' '],
  [/\s+\.\s+/gu, ' '],
];

const PHRASES: readonly Replacement[] = [
  [unicode(String.raw`\b[a-zA-Z]{1,3}\d{3,15}\b`), ''],
  [unicode(String.raw`\b[a-zA-Z]+\d+[a-zA-Z]+\b`), ''],
  [unicode(String.raw`\b\d+[a-zA-Z]+\d+\b`), ''],
  [/(worldwide\s+)?(free\s+)?shipping/gu, ''],
  [/(free\s)?download(\sfree)?/gu, ''],
  [unicode(String.raw`\bclick\b\s(?:for|on)\s[\w]+`), ''],
  [unicode(String.raw`\b(?:png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4)(\simages?)?`), ''],
  [unicode(String.raw`\bpage\s+\d+\b`), ''],
  [unicode(String.raw`\b\d*[a-zA-Z]+\d+[a-zA-Z]+\d+[a-zA-Z\d]*\b`), ' '],
  [unicode(String.raw`\b\d+\.?\d*[xх×]\d+\.?\d*\b`), ''],
  [unicode(String.raw`\b\s+:\s+`), ': '],
  [unicode(String.raw`(\D[,./])\b`), '$1 '],
  [/\s+/gu, ' '],
  [/^["']([\s\S]+)["']$/gu, '$1'],
  [/^['_,\-:;]/gu, ''],
  [/['_,\-:+]$/gu, ''],
  [/^\.\S+$/gu, ''],
];

/** `a%20b+c` as “a b c”. */
function unquoted(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/giu, (bytes) => {
    return new TextDecoder().decode(Uint8Array.from(bytes.slice(1).split('%'), (byte) => Number.parseInt(byte, 16)));
  });
}

/** What a browser would show of HTML. */
function withoutTags(text: string): string {
  return unescapeHtml(text.replace(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>|<![^>]*>/gu, ''));
}
