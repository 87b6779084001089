import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePromptWeights } from '../../src/diffusion/prompt-weights.ts';

/** As ComfyUI reads them. */
test.each<[string, [string, number][]]>([
  ['', []],
  ['a panda', [['a panda', 1]]],
  [
    'a (red:1.3) panda',
    [
      ['a ', 1],
      ['red', 1.3],
      [' panda', 1],
    ],
  ],
  [
    'a (red) panda',
    [
      ['a ', 1],
      ['red', 1.1],
      [' panda', 1],
    ],
  ],
  ['((red))', [['red', 1.1 * 1.1]]],
  ['((red:1.3))', [['red', 1.3]]],
  [
    '(a (b:0.5) c:2)',
    [
      ['a ', 2],
      ['b', 0.5],
      [' c', 2],
    ],
  ],
  [
    '(a (b) c:2)',
    [
      ['a ', 2],
      ['b', 2.2],
      [' c', 2],
    ],
  ],
  [
    '(word:-0.5)(word:.5)(word:2.)',
    [
      ['word', -0.5],
      ['word', 0.5],
      ['word', 2],
    ],
  ],
  ['(16:9 picture)', [['16:9 picture', 1.1]]],
  ['(ratio 16:9:1.2)', [['ratio 16:9', 1.2]]],
  ['\\(not weighed:1.3\\)', [['(not weighed:1.3)', 1]]],
  ['(a\\) smile:1.3)', [['a) smile', 1.3]]],
  ['(open', [['(open', 1]]],
  [
    'close) (red:1.3)',
    [
      ['close) ', 1],
      ['red', 1.3],
    ],
  ],
  [
    '(open (red:1.3)',
    [
      ['(open ', 1],
      ['red', 1.3],
    ],
  ],
  ['(:1.3)', [[':1.3', 1.1]]],
  ['()', []],
  ['(a:1)b', [['ab', 1]]],
])('%s', (prompt, expected) => {
  expect(parsePromptWeights(prompt).map(({ text, weight }) => [text, weight])).toEqual(expected);
});

describe('whatever is written', () => {
  const brackety = fc
    .array(fc.constantFrom('(', ')', '\\', ':1.3', 'a', ' ', '猫', '🤖', ':'), { maxLength: 40 })
    .map((parts) => parts.join(''));

  test('a prompt without brackets and backslashes is itself, with weight 1', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !/[()\\]/.test(text)),
        (text) => {
          expect(parsePromptWeights(text)).toEqual(text === '' ? [] : [{ text, weight: 1 }]);
        },
      ),
    );
  });

  test('nothing is added, and no two neighbours have the same weight', () => {
    fc.assert(
      fc.property(brackety, (prompt) => {
        const parts = parsePromptWeights(prompt);
        let at = 0;
        for (const letter of parts.map(({ text }) => text).join('')) {
          at = prompt.indexOf(letter, at) + letter.length;
          expect(at).toBeGreaterThanOrEqual(letter.length);
        }
        for (const [index, part] of parts.entries()) {
          expect(part.text).not.toBe('');
          expect(part.weight).not.toBe(parts[index + 1]?.weight);
        }
      }),
    );
  });

  test('an escaped text comes back as it was', () => {
    fc.assert(
      fc.property(
        brackety.filter((text) => !text.includes('\\')),
        (text) => {
          const escaped = text.replace(/[()]/g, '\\$&');
          expect(parsePromptWeights(escaped)).toEqual(text === '' ? [] : [{ text, weight: 1 }]);
        },
      ),
    );
  });

  test('a hundred thousand brackets do not exhaust the stack', () => {
    expect(parsePromptWeights('('.repeat(100_000)).length).toBe(1);
    expect(parsePromptWeights(`${'('.repeat(5000)}a${')'.repeat(5000)}`).length).toBe(1);
  });
});
