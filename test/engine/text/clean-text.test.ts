import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/engine/text/clean-text.ts';

/** Texts, and what diffusers 0.42.1 with ftfy 6.3.1 makes of them: Latte's and PixArt's `_clean_caption`, twice, and Wan's `prompt_clean`. */
const CLEANED: readonly (readonly [text: string, caption: string, prompt: string])[] = [
  ['A small Panda walks', 'a small panda walks', 'A small Panda walks'],
  ['  A “red” fox’s den — at   night ', 'a "red" fox\'s den - at night', 'A "red" fox\'s den — at night'],
  ['色调艳丽，过曝，静态', '', '色调艳丽,过曝,静态'],
  ['ＦＵＬＬ　width ﬁne oﬃce', 'full width fine office', 'FULL width fine office'],
  ['Tom &amp; Jerry &lt;3 &#39;ok&#39;', "tom jerry <3 'ok", "Tom & Jerry <3 'ok'"],
  ['this-is-my-cute-cat_running', 'this is my cute cat running', 'this-is-my-cute-cat_running'],
  ['a <b>bold</b> cat.jpg by @somebody', 'a bold by', 'a <b>bold</b> cat.jpg by @somebody'],
  ['visit https://www.example.com/x now', 'visit now', 'visit https://www.example.com/x now'],
  ['jc6640 j2d1a2a 6640vc231', '', 'jc6640 j2d1a2a 6640vc231'],
  [
    'free shipping worldwide, click here for more',
    'worldwide, click here for more',
    'free shipping worldwide, click here for more',
  ],
  ['photo 123456789 #123 #12345 12.5x30', 'photo 12.', 'photo 123456789 #123 #12345 12.5x30'],
  ['"a quoted prompt"', 'a quoted prompt', '"a quoted prompt"'],
  ['wait... what??? (really) [yes] {no}', 'wait what??? really yes no', 'wait... what??? (really) [yes] {no}'],
  ['Ein Café in Köln, größer', 'ein café in köln, größer', 'Ein Café in Köln, größer'],
  ['a cat,a dog/a bird.end', 'a cat, a dog a bird. end', 'a cat,a dog/a bird.end'],
  ['кот на траве - это хорошо', 'кот на траве - это хорошо', 'кот на траве - это хорошо'],
  ['10:30 page 5 of a book', '10:30 of a book', '10:30 page 5 of a book'],
  ['www.site.org/path a%20b+c', 'a b c', 'www.site.org/path a%20b+c'],
  ['line\none\ttwo', 'line one two', 'line one two'],
  ['', '', ''],
  ['😀 smiling face', '😀 smiling face', '😀 smiling face'],
  ['a 192.168.1.10 b', 'a b', 'a 192.168.1.10 b'],
  ['…ellipsis and ½ cup', '…ellipsis and cup', '…ellipsis and ½ cup'],
  ['don\'\'t ""stop""', 'don"t "stop"', 'don\'\'t ""stop""'],
  ['x: y : z', 'x: y: z', 'x: y : z'],
  ['-start and end-', 'start and end', '-start and end-'],
];

describe.each(CLEANED)('“%s”', (text, caption, prompt) => {
  test('as a caption is what diffusers makes of it', () => {
    expect(cleanText(text, ['caption'])).toBe(caption);
  });

  test('as a prompt of Wan is what diffusers makes of it', () => {
    expect(cleanText(text, ['repair', 'unescape', 'spaces'])).toBe(prompt);
  });
});

test('steps are taken in their order, and none leaves a text as it is', () => {
  expect(cleanText('  A  Cat ', [])).toBe('  A  Cat ');
  expect(cleanText('  A  Cat ', ['spaces', 'lowercase'])).toBe('a cat');
});
