import { z } from 'zod';
import { UserError } from '../../core/errors.ts';

const CLIP_WORDS =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
const START = '<|startoftext|>';
const END = '<|endoftext|>';

const vocabularySchema = z.record(z.string(), z.int().nonnegative());

/** CLIP's tokenizer as a `tokenizer.json`, from its two original files; the same that transformers makes of them. */
export function clipTokenizerJson(vocabularyJson: unknown, mergesText: string): unknown {
  const parsed = vocabularySchema.safeParse(vocabularyJson);
  const start = parsed.data?.[START];
  const end = parsed.data?.[END];
  if (!parsed.success || start === undefined || end === undefined) {
    throw new UserError(`The vocabulary is not one of CLIP: it must give ${START} and ${END} their ids`, {
      hint: 'Fetch the model pack again.',
    });
  }
  const special = (content: string, id: number) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: '1.0',
    added_tokens: [special(START, start), special(END, end)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: CLIP_WORDS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, end],
      cls: [START, start],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: parsed.data,
      merges: mergesText
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#version'))
        .map((line) => line.split(' ')),
    },
  };
}

/** BERT's tokenizer as a `tokenizer.json`, from the list of its word pieces. */
export function wordpieceTokenizerJson(vocabularyText: string, lowercase: boolean): unknown {
  const pieces = vocabularyText.split(/\r?\n/);
  if (pieces.at(-1) === '') pieces.pop();
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const [start, end] = [vocab['[CLS]'], vocab['[SEP]']];
  if (start === undefined || end === undefined) {
    throw new UserError('The vocabulary is not one of BERT: it has no [CLS] or no [SEP]', {
      hint: 'Fetch the model pack again.',
    });
  }
  return {
    version: '1.0',
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
      .filter((content) => content in vocab)
      .map((content) => ({
        id: vocab[content],
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', end], cls: ['[CLS]', start] },
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
