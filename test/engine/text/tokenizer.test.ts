import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TokenizerDeclaration } from '../../../src/core/model-pack/text.ts';
import { readTokenizer } from '../../../src/engine/text/tokenizer.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/tokenizers');
const expected = (name: string): { text: string; ids: number[] }[] =>
  JSON.parse(readFileSync(path.join(folder, `${name}.expected.json`), 'utf8'));

/** Ids by transformers and by SentencePiece itself, made by test/fixtures/tokenizers/make_tokenizers.py. */
describe.each<[string, string, TokenizerDeclaration]>([
  ['CLIP without a tokenizer.json', 'clip', { kind: 'clip', vocabulary: 'clip/vocab.json', merges: 'clip/merges.txt' }],
  ['SentencePiece (T5)', 't5', { kind: 'sentencepiece', path: 't5/spiece.model', endOfSequence: true }],
  [
    'SentencePiece with bytes for unknown letters (UMT5)',
    'umt5',
    { kind: 'sentencepiece', path: 'umt5/spiece.model', endOfSequence: true },
  ],
  ['the same as a tokenizer.json', 'umt5.fast', { kind: 'json', path: 'umt5/tokenizer.json' }],
  ['WordPiece (BERT)', 'wordpiece', { kind: 'wordpiece', vocabulary: 'wordpiece/vocab.txt', lowercase: true }],
  ['WordPiece, cased', 'wordpiece.cased', { kind: 'wordpiece', vocabulary: 'wordpiece/vocab.txt', lowercase: false }],
])('%s', (_, name, declared) => {
  const reading = readTokenizer(folder, declared);

  test.each(
    expected(name).map(({ text, ids }): [string, string, number[]] => [JSON.stringify(text).slice(0, 60), text, ids]),
  )('cuts %s as its reference does', async (_, text, ids) => {
    const { before, encode, after } = await reading;
    expect([...before, ...encode(text), ...after]).toEqual(ids);
  });
});
