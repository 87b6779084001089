import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../../src/engine/picture.ts';
import { readPictureText, writeGifText, writePngText } from '../../src/engine/picture-metadata.ts';

/** The smallest picture that browsers take: one pixel, two colours (GIF89a). */
const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const png = encodePng(Uint8Array.of(255, 0, 0), 1, 1);

describe.each([
  ['PNG', png, writePngText],
  ['GIF', gif, writeGifText],
])('%s files', (_, picture, write) => {
  test('give back the text that was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (text) => {
        expect(readPictureText(write(picture, 'patchloom', text), 'patchloom')).toEqual({ text });
      }),
    );
  });

  test('keep several texts apart', () => {
    const two = write(write(picture, 'other', 'no'), 'patchloom', 'yes');
    expect(readPictureText(two, 'patchloom')).toEqual({ text: 'yes' });
    expect(readPictureText(two, 'other')).toEqual({ text: 'no' });
  });

  test('without one have none, and are not stumbled over when they are cut off', () => {
    expect(readPictureText(picture, 'patchloom')).toEqual({ text: undefined });
    const written = write(picture, 'patchloom', 'long enough to be cut off in the middle'.repeat(20));
    for (let length = 8; length < written.length; length++) {
      const { text } = readPictureText(written.subarray(0, length), 'patchloom') as { text: string | undefined };
      expect(text === undefined || 'long enough to be cut off in the middle'.repeat(20).startsWith(text)).toBe(true);
    }
  });
});

test('a tEXt chunk, as other programs write it, is read too; a compressed text is not', () => {
  const [, textChunk] = /(.*)/s.exec(writePngText(png, 'patchloom', '').toString('latin1')) ?? [];
  expect(textChunk).toContain('iTXt');
  const plain = Buffer.from(writePngText(png, 'patchloom', '').toString('latin1').replace('iTXt', 'tEXt'), 'latin1');
  expect(readPictureText(plain, 'patchloom')).toEqual({ text: '\0\0\0\0' });
  const packed = writePngText(png, 'patchloom', 'x');
  packed[packed.indexOf('patchloom') + 'patchloom'.length + 1] = 1;
  expect(readPictureText(packed, 'patchloom')).toEqual({ text: undefined });
});

test('other files are no pictures', () => {
  expect(readPictureText(Buffer.from('ftypisom'), 'patchloom')).toBe('no-picture');
});
