import type { Grammar, GrammarLanguage, Phrases } from '../core/grammar.ts';
import { createGenerator } from './random.ts';

/**
 * Adds what a prompt lacks of object, motion and background, in the prompt's own language. What is no beginning of a sentence
 * of the grammar is given back as it is.
 */
export function expandPrompt(prompt: string, grammar: Grammar, seed: number): string {
  const reading = readPrompt(prompt, grammar);
  if (!reading) return prompt;
  const { said, nouns, language } = reading;
  // Three draws whatever is missing: the background that a seed chooses does not depend on whether a motion was given.
  const [objectDraw = 0, motionDraw = 0, backgroundDraw = 0] = createGenerator(seed).uniform(3);
  const first = (phrases: Phrases | undefined) => phrases?.[language][0] as string;
  const subject = withArticles(said, nouns, grammar, language) ?? first(pick(grammar.objects, objectDraw).names);
  const chosen = pick(grammar.motions, motionDraw);
  const motion = said.motion ?? said.motionFirst ?? first(said.second === undefined ? chosen.phrases : chosen.plural);
  const background = said.background ?? first(pick(grammar.backgrounds, backgroundDraw).phrases);
  return language === 'en' ? `${subject} ${motion} ${background}` : `${subject}${background}${motion}`;
}

/** Whether a prompt says all that a sentence of the grammar can: object, motion and background. */
export function isWholeSentence(prompt: string, grammar: Grammar): boolean {
  const said = readPrompt(prompt, grammar)?.said;
  return said !== undefined && [said.first, said.motion ?? said.motionFirst, said.background].every(Boolean);
}

/**
 * Whether a sentence says all that the prompt did — the same objects, size, motion, background, in whatever words — and is a whole one itself.
 * Of prompts that the grammar does not know, nothing is demanded.
 */
export function keepsWhatIsSaid(prompt: string, sentence: string, grammar: Grammar): boolean {
  const asked = readPrompt(prompt, grammar);
  if (!asked) return true;
  const answer = readPrompt(sentence, grammar);
  if (!answer || answer.language !== asked.language || !isWholeSentence(sentence, grammar)) return false;
  const [wanted, given] = [meaningOf(asked, grammar), meaningOf(answer, grammar)];
  return wanted.every((id, part) => id === undefined || id === given[part]);
}

/** The ids of what is said: first object, its size, second object, its size, motion, background. */
function meaningOf({ said, language }: NonNullable<ReturnType<typeof readPrompt>>, grammar: Grammar) {
  const idOf = <T extends { readonly id: string }>(
    things: readonly T[],
    text: string | undefined,
    words: (thing: T) => readonly string[],
  ) => (text === undefined ? undefined : things.find((thing) => words(thing).includes(text))?.id);
  const object = (noun: string | undefined) =>
    idOf(grammar.objects, noun, ({ names }) => names[language].map((name) => withoutArticle(name, language)));
  const size = (word: string | undefined) => idOf(grammar.sizes, word?.trim(), ({ words }) => words[language]);
  return [
    object(said.first),
    size(said.firstSize),
    object(said.second),
    size(said.secondSize),
    idOf(grammar.motions, said.motion ?? said.motionFirst, ({ phrases, plural }) => [
      ...phrases[language],
      ...plural[language],
    ]),
    idOf(grammar.backgrounds, said.background, ({ phrases }) => phrases[language]),
  ];
}

/** What a prompt says, where it is a sentence of the grammar or the beginning of one. */
function readPrompt(prompt: string, grammar: Grammar) {
  const language: GrammarLanguage = /\p{Script=Han}/u.test(prompt) ? 'zh' : 'en';
  const nouns = new Map(
    grammar.objects.flatMap(({ names }) => names[language].map((name) => [withoutArticle(name, language), name])),
  );
  if (nouns.size === 0) return undefined;
  const said: Readonly<Record<string, string | undefined>> | undefined = sentencePattern(grammar, language, [
    ...nouns.keys(),
  ]).exec(simplify(prompt, language))?.groups;
  return said && { said, nouns, language };
}

/** «[a] [small] panda [and [a] dog] [grows bigger] [at sunset]»: a whole sentence of the grammar, or its beginning. */
function sentencePattern(grammar: Grammar, language: GrammarLanguage, nouns: readonly string[]): RegExp {
  const noun = anyOf(nouns);
  const size = anyOf(grammar.sizes.flatMap(({ words }) => words[language]));
  const motion = anyOf(grammar.motions.flatMap(({ phrases, plural }) => [...phrases[language], ...plural[language]]));
  const background = anyOf(grammar.backgrounds.flatMap(({ phrases }) => phrases[language]));
  const space = language === 'en' ? ' ' : '';
  const article = language === 'en' ? '(?:an?|the) ' : '一.';
  const subject = (name: string) => `(?<${name}Article>${article})?(?<${name}Size>${size}${space})?(?<${name}>${noun})`;
  const pair = grammar.and ? `(?:${space}${grammar.and[language]}${space}${subject('second')})?` : '';
  const part = (name: string, phrases: string) => `(?:${space ? ' ?' : ''}(?<${name}>${phrases}))?`;
  // Chinese says where before what; people say it the other way round as well.
  const order = [...(language === 'zh' ? [part('motionFirst', motion)] : [part('motion', motion)])];
  order.push(part('background', background));
  if (language === 'zh') order.push(part('motion', motion));
  return new RegExp(`^(?:${subject('first')}${pair})?${order.join('')}$`, 'u');
}

/** The objects as they were said, with the articles or measure words that were left out. */
function withArticles(
  said: Readonly<Record<string, string | undefined>>,
  nouns: ReadonlyMap<string, string>,
  { and }: Grammar,
  language: GrammarLanguage,
): string | undefined {
  const one = (name: 'first' | 'second') => {
    const noun = said[name];
    if (noun === undefined) return undefined;
    const size = said[`${name}Size`] ?? '';
    return `${said[`${name}Article`] ?? articleOf(nouns.get(noun) ?? noun, size, language)}${size}${noun}`;
  };
  const [first, second] = [one('first'), one('second')];
  if (second === undefined || !and) return first;
  return language === 'en' ? `${first} ${and.en} ${second}` : `${first}${and.zh}${second}`;
}

function articleOf(name: string, size: string, language: GrammarLanguage): string {
  if (language === 'zh') return name.slice(0, 2);
  return size === '' && name.startsWith('an ') ? 'an ' : 'a ';
}

function withoutArticle(name: string, language: GrammarLanguage): string {
  return language === 'en' ? name.replace(/^an? /, '') : name.slice(2);
}

/** Longer phrases first, so that “moves in a circle” is not taken for “moves”. */
function anyOf(phrases: readonly string[]): string {
  const escaped = phrases.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `(?:${[...new Set(escaped)].sort((a, b) => b.length - a.length).join('|')})`;
}

function simplify(prompt: string, language: GrammarLanguage): string {
  const plain = prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return language === 'en' ? plain.trim() : plain.replaceAll(' ', '');
}

function pick<T>(items: readonly T[], draw: number): T {
  return items[Math.floor(draw * items.length)] as T;
}
