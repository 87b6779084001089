import { expect, test } from 'vitest';
import { type LanguageModelDeclaration, languageModelSchema } from '../../../src/core/model-pack/language.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { type WriteRequest, writeTokens } from '../../../src/diffusion/language/write-tokens.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';

const declared = (more: object): LanguageModelDeclaration =>
  languageModelSchema.parse({
    file: 'm',
    tokenizer: { kind: 'json', path: 't.json' },
    inputs: { ids: 'ids' },
    output: 'logits',
    end: [9],
    maxTokens: 8,
    sampling: { temperature: 0 },
    ...more,
  });

/** A model that always wants the next number, and what it was fed. */
function counting() {
  const calls: Record<string, unknown>[] = [];
  const session: ModelSession = {
    inputTypes: {},
    async run(feeds) {
      calls.push(
        Object.fromEntries(
          Object.entries(feeds).map(([name, { data, dims }]) => [name, [[...data].map(Number), dims]]),
        ),
      );
      const ids = [...(feeds.ids?.data ?? [])].map(Number);
      const logits = ids.flatMap((id) => Array.from({ length: 10 }, (_, token) => (token === id + 1 ? 1 : 0)));
      const past = [...(feeds['past.0']?.data ?? [])].map(Number);
      const present = tensor(Float32Array.from([...past, ...ids]), [1, past.length + ids.length, 1]);
      return {
        logits: tensor(Float32Array.from(logits), [1, ids.length, 10]),
        'present.0': present,
        'present.1': present,
      };
    },
  };
  return { session, calls };
}

const write = (session: ModelSession, model: LanguageModelDeclaration, more: Partial<WriteRequest> = {}) =>
  writeTokens({
    session,
    model,
    prompt: [3, 4],
    sampling: model.sampling,
    generator: createGenerator(0),
    signal: { aborted: false, throwIfAborted() {} },
    ...more,
  });

const cache = [{ input: 'past.{layer}', output: 'present.{layer}', layers: 2, dims: [1, 0, 1] }];

test('with a cache each token is read once, in its place, and the caches of all layers grow', async () => {
  const { session, calls } = counting();
  const model = declared({ cache, inputs: { ids: 'ids', mask: 'mask', positions: 'places' }, maxTokens: 5 });
  expect(await write(session, model)).toEqual([5, 6, 7]);
  const past = (...values: number[]) => ({
    'past.0': [values, [1, values.length, 1]],
    'past.1': [values, [1, values.length, 1]],
  });
  const row = (...values: number[]) => [values, [1, values.length]];
  expect(calls).toEqual([
    { ids: row(3, 4), mask: row(1, 1), places: row(0, 1), ...past() },
    { ids: row(5), mask: row(1, 1, 1), places: row(2), ...past(3, 4) },
    { ids: row(6), mask: row(1, 1, 1, 1), places: row(3), ...past(3, 4, 5) },
  ]);
});

test('without a cache the whole text is read again', async () => {
  const { session, calls } = counting();
  expect(await write(session, declared({}))).toEqual([5, 6, 7, 8]);
  expect(calls.map(({ ids }) => (ids as [number[]])[0])).toEqual([
    [3, 4],
    [3, 4, 5],
    [3, 4, 5, 6],
    [3, 4, 5, 6, 7],
    [3, 4, 5, 6, 7, 8],
  ]);
});

test('what an encoder gives is the start of a cache, or goes into every call', async () => {
  const { session, calls } = counting();
  const given = { 'past.0': tensor(Float32Array.of(42), [1, 1, 1]), states: tensor(Float32Array.of(7), [1, 1]) };
  await write(session, declared({ cache, maxTokens: 4, inputs: { ids: 'ids', positions: 'places' } }), { given });
  expect(calls.map(({ 'past.0': past, states, places }) => [past, states, places])).toEqual([
    [
      [[42], [1, 1, 1]],
      [[7], [1, 1]],
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      [
        [42, 3, 4],
        [1, 3, 1],
      ],
      [[7], [1, 1]],
      [[3], [1, 1]],
    ],
  ]);
});

test('E123: stopping takes effect between two tokens; each is told', async () => {
  const { session, calls } = counting();
  const told: number[] = [];
  const stopped = write(session, declared({ cache }), {
    signal: {
      aborted: false,
      throwIfAborted() {
        if (told.length === 2) throw new Error('stopped');
      },
    },
    onToken: (written) => told.push(written.length),
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect([told, calls.length]).toEqual([[1, 2], 2]);
});
