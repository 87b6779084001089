import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { metadataCarrier } from '../../src/engine/ffmpeg-metadata.ts';
import { readVideoText } from '../../src/engine/video-metadata.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'clip');
const textIn = (bytes: Uint8Array, key = 'patchloom') => {
  writeFileSync(file, bytes);
  return readVideoText(file, key);
};

const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
const box = (name: string | Buffer, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([number(body.length + 8), Buffer.from(name), body]);
};
/** A movie with these tags, as in Apple's QuickTime File Format, “Metadata”. */
const movie = (...tags: readonly (readonly [key: string, text: string])[]): Buffer => {
  const keys = tags.map(([key]) => box('mdta', Buffer.from(key)));
  const texts = tags.map(([, text], index) =>
    box(number(index + 1), box('data', number(1), number(0), Buffer.from(text))),
  );
  const meta = box('meta', number(0), box('keys', number(0), number(tags.length), ...keys), box('ilst', ...texts));
  return box('moov', box('mvhd', Buffer.alloc(100)), box('udta', meta));
};
const mp4 = (...tags: readonly (readonly [key: string, text: string])[]) =>
  Buffer.concat([box('ftyp', Buffer.from('isom')), movie(...tags), box('mdat', Buffer.alloc(64))]);

test('a tag is read from an MP4 and from a Matroska file, whatever the case of its key', async () => {
  const tags = [
    ['title', 'a clip'],
    ['patchloom', '{"终": "\\"}'],
  ] as const;
  for (const bytes of [mp4(...tags), metadataCarrier(Object.fromEntries(tags))]) {
    expect(await textIn(bytes)).toEqual({ text: '{"终": "\\"}' });
    expect(await textIn(bytes, 'TITLE')).toEqual({ text: 'a clip' });
    expect(await textIn(bytes, 'comment')).toEqual({ text: undefined });
  }
});

test('pictures of more than four gigabytes before the tags are passed over', async () => {
  const bytes = 5 * 1024 ** 3;
  const large = Buffer.concat([number(1), Buffer.from('mdat'), number(bytes / 2 ** 32), number(bytes % 2 ** 32)]);
  writeFileSync(file, large);
  truncateSync(file, bytes);
  writeFileSync(file, movie(['patchloom', 'at the end']), { flag: 'a' });
  expect(await readVideoText(file, 'patchloom')).toEqual({ text: 'at the end' });
  rmSync(file);
});

test('what is neither is no video: a picture, a playlist, nothing at all', async () => {
  for (const text of ['GIF89a', 'ffconcat version 1.0\nfile clip.mp4\n', ''])
    expect(await textIn(Buffer.from(text))).toBe('no-video');
});

test('a damaged file has its tag, another or none, and never takes long', async () => {
  const whole = [mp4(['patchloom', 'x']), metadataCarrier({ patchloom: 'x' })].map((bytes) => Buffer.from(bytes));
  const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 127, 128, 255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.array(change, { maxLength: 8 }),
      fc.nat(),
      async (bytes, changes, cut) => {
        const damaged = Buffer.from(bytes.subarray(0, bytes.length - (cut % bytes.length)));
        for (const [at, value] of changes) damaged[at % damaged.length] = value;
        const found = await textIn(damaged);
        expect(found === 'no-video' || found.text === undefined || typeof found.text === 'string').toBe(true);
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);
