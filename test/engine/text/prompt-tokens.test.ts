import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type TextEncoderDeclaration, textEncoderSchema } from '../../../src/core/model-pack/text.ts';
import type { ModelPack } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { tokenizePrompt } from '../../../src/engine/text/prompt-tokens.ts';
import { createTextEncodings } from '../../../src/engine/text/text-encodings.ts';
import { readTokenizer } from '../../../src/engine/text/tokenizer.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/tokenizers');
const clip: TextEncoderDeclaration = textEncoderSchema.parse({
  file: 'text_encoder',
  tokenizer: { kind: 'clip', vocabulary: 'clip/vocab.json', merges: 'clip/merges.txt' },
  maxTokens: 77,
  padTokenId: 905,
  inputs: { ids: 'input_ids' },
  outputs: { context: 'last_hidden_state' },
});
const tokenizer = readTokenizer(folder, clip.tokenizer);
const tokenize = async (text: string, change: Partial<TextEncoderDeclaration> = {}) =>
  tokenizePrompt(text, { ...clip, ...change }, await tokenizer);
const idsOf = (chunks: { ids: { data: BigInt64Array } }[]) => chunks.map(({ ids }) => [...ids.data].map(Number));

test('padded and cut to 77, the ids are those of transformers', async () => {
  const expected: { text: string; ids: number[] }[] = JSON.parse(
    readFileSync(path.join(folder, 'clip.77.expected.json'), 'utf8'),
  );
  for (const { text, ids } of expected) {
    const { chunks } = await tokenize(text, { weights: false });
    expect(idsOf([...chunks])).toEqual([ids]);
  }
});

test('300 words go through in pieces of 77, each with its own start and end', async () => {
  const text = 'a panda walks slowly '.repeat(75);
  const { chunks, dropped } = await tokenize(text, { longText: 'chunk' });
  const ids = idsOf([...chunks]);
  expect({
    dropped,
    lengths: new Set(ids.map((each) => each.length)),
    starts: new Set(ids.map(([first]) => first)),
  }).toEqual({
    dropped: 0,
    lengths: new Set([77]),
    starts: new Set([904]),
  });
  const body = chunks.flatMap((chunk) => {
    const used = [...chunk.mask.data].filter((each) => each === 1n).length;
    return [...chunk.ids.data].slice(1, used - 1).map(Number);
  });
  expect(body).toEqual([...(await tokenizer).encode(text)]);
  expect((await tokenize(text)).dropped).toBe(body.length - 75);
});

test('weights stand beside the tokens of their words, with an empty text to measure from', async () => {
  const { chunks, empty } = await tokenize('a (panda:1.3)');
  expect(chunks[0]?.weights.slice(0, 5)).toEqual([1, 1, 1.3, 1.3, 1]);
  expect(idsOf(empty ? [empty] : [])).toEqual([[904, ...Array(76).fill(905)]]);
  expect((await tokenize('a panda')).empty).toBeUndefined();
});

test('a template surrounds the text', async () => {
  const { chunks } = await tokenize('panda', { template: 'a {text} walks' });
  expect(idsOf([...chunks])).toEqual(idsOf([...(await tokenize('a panda walks')).chunks]));
});

test('what was encoded before is not encoded again, until other texts have taken its place', async () => {
  let runs = 0;
  let stamp = '1';
  const session: ModelSession = {
    inputTypes: {},
    run: async () => {
      runs++;
      return { last_hidden_state: tensor(new Float32Array(77), [1, 77, 1]) };
    },
  };
  const pack = { name: 'p', manifest: { text: { encoders: { clip } } } } as unknown as ModelPack;
  const encodings = createTextEncodings(
    { use: async (_pack, _file, work) => work(session), stamp: () => stamp },
    2 * 77 * 4,
  );
  const encode = async (text: string) => {
    const [chunk] = (await tokenize(text)).chunks;
    return chunk && encodings.encode(pack, 'clip', chunk);
  };
  const first = await encode('a');
  expect(await encode('a')).toBe(first);
  await encode('b');
  await encode('a');
  expect(runs).toBe(2);
  await encode('c');
  await encode('a');
  expect(runs).toBe(3);
  await encode('b');
  expect(runs).toBe(4);
  stamp = '2';
  await encode('b');
  expect(runs).toBe(5);
});

test('what the pack has done to a text is done to each part of it, weighted or not', async () => {
  const change = { clean: ['repair', 'spaces', 'lowercase'] as const } satisfies Partial<TextEncoderDeclaration>;
  const cleaned = await tokenize('A  “Red”\n(CAT:1.3)', { clean: [...change.clean] });
  expect(cleaned).toEqual(await tokenize('a "red"(cat:1.3)'));
  expect(cleaned).not.toEqual(await tokenize('A  “Red”\n(CAT:1.3)'));
});
