import { UserError } from '../../core/errors.ts';
import { openProtobuf, ProtobufError, type ProtobufReader } from '../protobuf.ts';
import { createCharsMap } from './charsmap.ts';

const LONGEST_PIECE = 4096;
const LONGEST_CHARSMAP = 16_000_000;
const MOST_PIECES = 4_000_000;
/** `ModelProto.SentencePiece.Type` and `TrainerSpec.ModelType`. */
const UNKNOWN = 2;
const CONTROL = 3;
const UNIGRAM = 1;

export interface SentencePiece {
  /** What the tokenizers library reads. */
  readonly tokenizerJson: unknown;
  /** The rewriting of the text that comes first. */
  normalise(text: string): string;
}

/** Reads a `spiece.model` (fields of `sentencepiece_model.proto`) with a unigram vocabulary, as T5 and UMT5 have it. */
export function readSentencePiece(file: string, name: string, endOfSequence: boolean): SentencePiece {
  const model = readModel(file, name);
  const endPiece = unspeakable('</s>');
  const end = model.vocabulary.findIndex(([piece]) => piece === endPiece);
  const rewrite = createCharsMap(model.charsmap);
  return {
    tokenizerJson: {
      version: '1.0',
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
      post_processor: endOfSequence && end >= 0 ? endsWith(endPiece, end) : null,
      decoder: null,
      model: { type: 'Unigram', vocab: model.vocabulary, unk_id: model.unknown },
    },
    normalise: (text) => rewrite(text.replaceAll('▁', ' ')).replace(/ +/g, ' ').replace(/^ | $/g, ''),
  };
}

function readModel(file: string, name: string) {
  const vocabulary: [piece: string, score: number][] = [];
  let charsmap: Buffer = Buffer.alloc(0);
  let unknown = 0;
  let kind = UNIGRAM;
  const reader = openProtobuf(file);
  try {
    reader.fields({
      1: (piece) => {
        const { text, score, type } = readPiece(piece);
        if (type === UNKNOWN) unknown = vocabulary.length;
        // `</s>` in a prompt is five letters: what no text can hold keeps it from being the control piece.
        const spelling = type === UNKNOWN || type === CONTROL ? unspeakable(text) : text;
        if (vocabulary.push([spelling, score]) > MOST_PIECES) throw new ProtobufError('it has too many pieces');
      },
      2: (trainer) =>
        trainer.fields({
          3: (type) => {
            kind = type.number();
          },
        }),
      3: (normalizer) =>
        normalizer.fields({
          2: (map) => {
            charsmap = map.bytes(LONGEST_CHARSMAP);
          },
        }),
    });
    if (vocabulary.length === 0) throw new ProtobufError('it has no vocabulary');
  } catch (cause) {
    if (!(cause instanceof ProtobufError)) throw cause;
    throw new UserError(`${name} is not a SentencePiece model: ${cause.message}`, {
      hint: 'Fetch the model pack again.',
      cause,
    });
  } finally {
    reader.close();
  }
  if (kind !== UNIGRAM) {
    throw new UserError(`${name} is a SentencePiece model of a kind other than unigram`, {
      hint: 'Put a tokenizer.json beside it and declare that.',
    });
  }
  return { vocabulary, charsmap, unknown };
}

function unspeakable(piece: string): string {
  return ` ${piece}`;
}

function readPiece(piece: ProtobufReader) {
  const read = { text: '', score: 0, type: 1 };
  piece.fields({
    1: (text) => {
      read.text = text.text(LONGEST_PIECE);
    },
    2: (score) => {
      read.score = score.float();
    },
    3: (type) => {
      read.type = type.number();
    },
  });
  return read;
}

/** A post-processor that puts one token after every text. */
function endsWith(token: string, id: number): unknown {
  const single = [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: token, type_id: 0 } }];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, { Sequence: { id: 'B', type_id: 0 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
