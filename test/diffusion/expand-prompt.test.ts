import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grammarSchema } from '../../src/core/grammar.ts';
import { expandPrompt, isWholeSentence, keepsWhatIsSaid } from '../../src/diffusion/expand-prompt.ts';

const grammar = grammarSchema.parse(JSON.parse(readFileSync('training/grammar.json', 'utf8')));
const expand = (text: string, seed = 0) => expandPrompt(text, grammar, seed);

const said = (language: 'en' | 'zh', kind: 'phrases' | 'plural') =>
  grammar.motions.map((motion) => motion[kind][language][0]).join('|');
const places = (language: 'en' | 'zh') => grammar.backgrounds.map(({ phrases }) => phrases[language][0]).join('|');

test('English: an article, a motion and a background are added where they are missing', () => {
  expect(expand('octopus')).toMatch(new RegExp(`^an octopus (${said('en', 'phrases')}) (${places('en')})$`));
  expect(expand('Tiny octopus spins')).toMatch(new RegExp(`^a tiny octopus spins (${places('en')})$`));
  expect(expand('a panda grows bigger at sunset')).toBe('a panda grows bigger at sunset');
});

test('two objects do what is said of two', () => {
  expect(expand('dog and an octopus')).toMatch(
    new RegExp(`^a dog and an octopus (${said('en', 'plural')}) (${places('en')})$`),
  );
  expect(expand('狗和气球')).toMatch(new RegExp(`^一只狗和一个气球(${places('zh')})(${said('zh', 'plural')})$`));
});

test('Chinese: measure word, background and motion, in the order in which Chinese has them', () => {
  expect(expand('熊猫')).toMatch(new RegExp(`^一只熊猫(${places('zh')})(${said('zh', 'phrases')})$`));
  expect(expand('大大的熊猫在日落时。')).toMatch(new RegExp(`^一只大大的熊猫在日落时(${said('zh', 'phrases')})$`));
  expect(expand('一只熊猫变大，在日落时')).toBe('一只熊猫在日落时变大');
  expect(expand('一条龙守护着城堡')).toBe('一条龙守护着城堡');
});

test('the grammar of version 1 has English alone and leaves Chinese as it is', () => {
  const old = grammarSchema.parse({
    format: 'patchloom/grammar',
    version: 1,
    objects: [{ id: 'cat', names: ['a cat'] }],
    sizes: [],
    motions: [{ id: 'spin', phrases: ['spins'] }],
    backgrounds: [{ id: 'sea', phrases: ['in the sea'] }],
  });
  expect([expandPrompt('cat', old, 1), expandPrompt('猫', old, 1)]).toEqual(['a cat spins in the sea', '猫']);
});

test('E124: a sentence keeps a prompt when it says the same things, in whatever words, and more', () => {
  const keeps = (prompt: string, sentence: string) => keepsWhatIsSaid(prompt, sentence, grammar);
  expect([
    keeps('kitten', 'a cat spins around in the sea'),
    keeps('tiny kitten goes right', 'a small cat moves to the right in the sea'),
    keeps('dog and balloon', 'a puppy and a balloon spin in the sea'),
    keeps('小狗在水下', '一只狗在海里旋转'),
    keeps('a dragon guards its castle', 'a cat spins in the sea'),
  ]).toEqual([true, true, true, true, true]);
  expect([
    keeps('a cat', 'a dog spins in the sea'),
    keeps('a tiny cat', 'a cat spins in the sea'),
    keeps('dog and balloon', 'a dog spins in the sea'),
    keeps('a cat in the sea', 'a cat spins at sunset'),
    keeps('小狗在海里', '一只小狗在夕阳下静止不动'),
    keeps('小狗', 'a dog spins in the sea'),
    keeps('a cat', 'a cat spins'),
  ]).toEqual(Array(7).fill(false));
});

test('whole sentences say object, motion and background', () => {
  const whole = (text: string) => isWholeSentence(text, grammar);
  expect(['a cat spins in the sea', '一只猫在海里旋转'].map(whole)).toEqual([true, true]);
  expect(['a cat spins', 'spins in the sea', 'a dragon spins in the sea', ''].map(whole)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
