import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseAlternatives } from '../../src/diffusion/dynamic-prompt.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

/** Draws these numbers, one after the other. */
const draws = (...numbers: number[]) => {
  const left = [...numbers];
  return () => left.shift() ?? 0;
};
const seeded = (seed: number) => {
  const generator = createGenerator(seed);
  return () => generator.uniform(1)[0] ?? 0;
};

describe('alternatives in braces', () => {
  test.each<[string, number[], string]>([
    ['a {red|green|blue} ball', [0], 'a red ball'],
    ['a {red|green|blue} ball', [0.34], 'a green ball'],
    ['a {red|green|blue} ball', [0.999], 'a blue ball'],
    ['{a|b}{c|d}', [0.9, 0], 'bc'],
    ['{a|{b|c} d}', [0.9, 0.9], 'c d'],
    ['{a|{b|c} d}', [0.9, 0], 'a'],
    ['{very |}big', [0.9], 'big'],
    ['{one}', [0.9], 'one'],
    ['{}', [0.9], ''],
    ['a | b', [], 'a | b'],
    ['\\{a\\|b\\} \\\\ \\n', [], '{a|b} \\ \\n'],
    ['{a\\|b|c}', [0], 'a|b'],
    ['熊猫{跑|跳}', [0.9], '熊猫跳'],
  ])('%s', (template, numbers, text) => {
    expect(chooseAlternatives(template, draws(...numbers))).toBe(text);
  });

  test.each([
    ['a { b', 'The “{” at character 3 has no partner'],
    ['{a} b}', 'The “}” at character 6 has no partner'],
  ])('%s is refused with its place', (template, message) => {
    expect(() => chooseAlternatives(template, () => 0)).toThrow(message);
  });

  test('a text without braces stays, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[{}\\]/.test(text)),
        (text) => {
          expect(chooseAlternatives(text, seeded(0))).toBe(text);
        },
      ),
    );
  });

  test('a seed chooses the same every time, and all alternatives come up about as often', () => {
    const chosen = Array.from({ length: 300 }, (_, seed) => chooseAlternatives('{a|b|c}', seeded(seed)));
    expect(chosen).toEqual(Array.from({ length: 300 }, (_, seed) => chooseAlternatives('{a|b|c}', seeded(seed))));
    for (const letter of ['a', 'b', 'c']) {
      const share = chosen.filter((each) => each === letter).length / chosen.length;
      expect(share).toBeGreaterThan(0.25);
      expect(share).toBeLessThan(0.42);
    }
  });
});
