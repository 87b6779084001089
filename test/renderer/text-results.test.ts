import { expect, test } from 'vitest';
import { int, text, wire } from '../../src/core/ports.ts';
import { makesTexts, textsOf } from '../../src/renderer/state/text-results.ts';

test('texts are told from other results, those of a list one by one', () => {
  const item = (line: string) => ({ type: 'text' as const, text: line, bytes: 2 });
  expect(
    textsOf({
      caption: item('a panda'),
      count: { type: 'number', text: '3', bytes: 0 },
      lines: { type: 'text', text: '2 texts', bytes: 4, items: [item('a'), item('b')] },
    }),
  ).toEqual(['a panda', 'a', 'b']);
  expect(textsOf(undefined)).toEqual([]);
});

test('what is written on a card need not stand there twice', () => {
  const written = { text: text({ multiline: true, help: 'A text.' }) };
  const never = () => false;
  expect([
    makesTexts(written, never),
    makesTexts(written, (input) => input === 'text'),
    makesTexts({ ...written, seed: int({ default: 0, help: 'A seed.' }) }, never),
    makesTexts({ text: wire('text', 'A text.') }, never),
  ]).toEqual([false, true, true, true]);
});
