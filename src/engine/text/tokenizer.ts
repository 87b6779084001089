import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { TokenizerDeclaration } from '../../core/model-pack/text.ts';
import { takeCharsMap } from './charsmap.ts';
import { byteName, readSentencePiece } from './sentencepiece.ts';
import { clipTokenizerJson, wordpieceTokenizerJson } from './tokenizer-json.ts';

/** A tokenizer with what surrounds a text kept apart, so that texts can be put together and cut. */
export interface PackTokenizer {
  /** The ids of the text alone. */
  encode(text: string): readonly number[];
  /** The text of ids, none of which are special. */
  decode(ids: readonly number[]): string;
  /** Special tokens before and after every text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Whether a word ends with this token, where the vocabulary tells; a cut between two pieces may fall here. */
  endsWord(id: number): boolean;
}

/** Reads the tokenizer that a pack declares; `folder` is the pack's. */
export async function readTokenizer(folder: string, declared: TokenizerDeclaration): Promise<PackTokenizer> {
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  switch (declared.kind) {
    case 'json': {
      const { json, rewrite } = takeCharsMap(parseJson(await read(declared.path), declared.path));
      const tokenizer = createTokenizer(json, declared.path);
      return { ...tokenizer, encode: (text) => tokenizer.encode(rewrite(text)) };
    }
    case 'clip': {
      const vocabulary = parseJson(await read(declared.vocabulary), declared.vocabulary);
      return createTokenizer(clipTokenizerJson(vocabulary, await read(declared.merges)), declared.vocabulary);
    }
    case 'wordpiece': {
      const json = wordpieceTokenizerJson(await read(declared.vocabulary), declared.lowercase);
      return createTokenizer(json, declared.vocabulary);
    }
    case 'sentencepiece': {
      const model = readSentencePiece(path.join(folder, declared.path), declared.path, declared.endOfSequence);
      const tokenizer = createTokenizer(model.tokenizerJson, declared.path, model.bytePieces);
      return { ...tokenizer, encode: (text) => tokenizer.encode(model.normalise(text)) };
    }
  }
}

function createTokenizer(json: unknown, file: string, bytePieces = declaredBytePieces(json)): PackTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(json as object, {});
  } catch (cause) {
    throw new UserError(`The tokenizer ${file} cannot be read: ${(cause as Error).message}`, {
      hint: 'Fetch the model pack again.',
      cause,
    });
  }
  const encode = bytePieces
    ? createByteEncoder(tokenizer, bytePieces)
    : (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const { before, after } = specialTokens(tokenizer, encode);
  const endsWord = (id: number) => tokenizer.id_to_token(id)?.endsWith('</w>') ?? true;
  // Nothing decodes to nothing, which the library refuses.
  const decode = (ids: readonly number[]) => (ids.length === 0 ? '' : closeGaps(tokenizer.decode([...ids])));
  return { encode, decode, before, after, endsWord };
}

/** The pieces of the bytes that a unigram `tokenizer.json` falls back on. For BPE the library does that itself. */
function declaredBytePieces(json: unknown): readonly string[] | undefined {
  const { success } = byteFallback.safeParse(json);
  return success ? Array.from({ length: 256 }, (_, byte) => byteName(byte)) : undefined;
}

const byteFallback = z.object({ model: z.object({ type: z.literal('Unigram'), byte_fallback: z.literal(true) }) });

/** Writes each character that the vocabulary lacks as the pieces of its bytes in UTF-8. */
function createByteEncoder(tokenizer: Tokenizer, bytePieces: readonly string[]): (text: string) => readonly number[] {
  const { model } = tokenizer;
  // Else the library makes one piece of several unknown characters, and forgets which they were.
  if (model) model.fuse_unk = false;
  const unknown = model?.unk_token_id ?? 0;
  return (text) =>
    tokenizer.encode(text, { add_special_tokens: false }).tokens.flatMap((token) => {
      const known = tokenizer.token_to_id(token);
      if (known !== undefined) return [known];
      const bytes = [...Buffer.from(token)].map((byte) => tokenizer.token_to_id(bytePieces[byte] as string));
      return bytes.every((id) => id !== undefined) ? bytes : [unknown];
    });
}

/** Tokenizers of whole words know nothing of scripts without spaces. */
function closeGaps(text: string): string {
  return text.trim().replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
}

/** What the tokenizer puts around a text, learnt from a text that is not empty. */
function specialTokens(tokenizer: Tokenizer, encode: (text: string) => readonly number[]) {
  const probe = ['a', '1', '.'].find((text) => encode(text).length > 0);
  if (probe === undefined) return { before: tokenizer.encode('').ids, after: [] };
  const body = encode(probe);
  const all = tokenizer.encode(probe).ids;
  const start = all.findIndex((_, index) => body.every((id, offset) => all[index + offset] === id));
  return { before: all.slice(0, start), after: all.slice(start + body.length) };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is not JSON: ${(cause as Error).message}`, {
      hint: 'Fetch the model pack again.',
      cause,
    });
  }
}
