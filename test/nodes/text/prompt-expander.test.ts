import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import promptExpander from '../../../nodes/text/prompt-expander.ts';
import { grammarSchema } from '../../../src/core/grammar.ts';
import type { ModelPack } from '../../../src/core/model-pack.ts';
import type { NodeContext } from '../../../src/core/node-context.ts';

const file = path.resolve(import.meta.dirname, '../../../models/sprites/grammar.json');
const grammar = grammarSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const model = { name: 'toy', manifest: { grammar: 'grammar.json' } } as ModelPack;
const ctx = { models: { grammar: async () => grammar }, log() {} } as unknown as NodeContext;
const FROM_PACK = { by: 'pack', temperature: -1, topK: -1, topP: 0 } as const;
const expand = async (text: string, seed = 0) =>
  (await promptExpander.run({ ...FROM_PACK, model, text, seed }, ctx)).text;

const motions = grammar.motions.map((motion) => motion.phrases.en[0]).join('|');
const backgrounds = grammar.backgrounds.map((background) => background.phrases.en[0]).join('|');

test('a subject gets a motion and a background', async () => {
  expect(await expand('a cat')).toMatch(new RegExp(`^a cat (${motions}) (${backgrounds})$`));
});

test('what is said is kept, what is missing is added in its place', async () => {
  expect(await expand('A small hot, spicy dog')).toBe('A small hot, spicy dog');
  expect(await expand('the tiny panda bear at sunset')).toMatch(
    new RegExp(`^the tiny panda bear (${motions}) at sunset$`),
  );
  expect(await expand('a rocket moves in a circle.')).toMatch(
    new RegExp(`^a rocket moves in a circle (${backgrounds})$`),
  );
  expect(await expand('in the sea')).toMatch(new RegExp(`^an? .+ (${motions}) in the sea$`));
});

test('a complete sentence and one that the grammar does not know are passed on', async () => {
  expect(await expand('a panda grows bigger at sunset')).toBe('a panda grows bigger at sunset');
  expect(await expand('a dragon guards its castle')).toBe('a dragon guards its castle');
});

test('nothing at all becomes a whole sentence', async () => {
  expect(await expand('')).toMatch(new RegExp(`^an? .+ (${motions}) (${backgrounds})$`));
});

test('the same seed gives the same sentence, other seeds others', async () => {
  const sentences = await Promise.all([1, 1, 2, 3, 4, 5].map((seed) => expand('a cat', seed)));
  expect(sentences[0]).toBe(sentences[1]);
  expect(new Set(sentences).size).toBeGreaterThan(3);
});
