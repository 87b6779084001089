/**
 * What `ftfy.fix_text` does to text that was decoded rightly: straight quotes, letters for ligatures, Latin letters, digits and commas of
 * usual width, no control characters, NFC. It does not guess at text in a wrong encoding.
 */
export function repairText(text: string): string {
  return text
    .replace(/[\u02bc\u2018-\u201b]/gu, "'")
    .replace(/[\u201c-\u201f]/gu, '"')
    .replace(/[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/gu, (letters) => letters.normalize('NFKC'))
    .replace(/[\u3000\uff01-\uffef]/gu, (wide) => wide.normalize('NFKC'))
    .replace(/\r\n|[\r\u2028\u2029\u0085]/gu, '\n')
    .replace(CONTROLS, '')
    .normalize('NFC');
}

/** All that shows nothing, but for tabs, line ends and form feeds. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  times: '×',
};

/** Numbered characters, and the names that captions from the web have. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/giu, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
