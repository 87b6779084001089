import { UserError } from '../../core/errors.ts';
import { openProtobuf, ProtobufError, type ProtobufReader } from '../protobuf.ts';
import { createCharsMap } from './charsmap.ts';

const LONGEST_PIECE = 4096;
const LONGEST_CHARSMAP = 16_000_000;
const MOST_PIECES = 4_000_000;
/** `ModelProto.SentencePiece.Type` and `TrainerSpec.ModelType`. */
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;
const UNIGRAM = 1;

export interface SentencePiece {
  /** What the tokenizers library reads. */
  readonly tokenizerJson: unknown;
  /** The pieces of the bytes 0 to 255 as the vocabulary spells them, where it has them for characters that it lacks. */
  readonly bytePieces: readonly string[] | undefined;
  /** The rewriting of the text that comes first: what is left for the vocabulary to cut, or nothing. */
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
      pre_tokenizer: null,
      post_processor: endOfSequence && end >= 0 ? endsWith(endPiece, end) : null,
      decoder: null,
      model: { type: 'Unigram', vocab: model.vocabulary, unk_id: model.unknown },
    },
    bytePieces: model.hasByteFallback
      ? Array.from({ length: 256 }, (_, byte) => unspeakable(byteName(byte)))
      : undefined,
    normalise(text) {
      const spaced = rewrite(text);
      const kept = model.removesExtraSpaces ? spaced.replace(/ +/g, ' ').replace(/^ | $/g, '') : spaced;
      return kept === '' ? '' : `${model.addsPrefix ? '▁' : ''}${kept.replaceAll(' ', '▁')}`;
    },
  };
}

/** What vocabularies call a byte: `<0x0A>`. */
export function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

function readModel(file: string, name: string) {
  const vocabulary: [piece: string, score: number][] = [];
  let charsmap: Buffer = Buffer.alloc(0);
  let unknown = 0;
  let kind = UNIGRAM;
  let hasByteFallback = false;
  let addsPrefix = true;
  let removesExtraSpaces = true;
  const reader = openProtobuf(file);
  try {
    reader.fields({
      1: (piece) => {
        const { text, score, type } = readPiece(piece);
        if (type === UNKNOWN) unknown = vocabulary.length;
        // `</s>` in a prompt is five letters: what no text can hold keeps it from being the control piece.
        const spelling = [UNKNOWN, CONTROL, BYTE].includes(type) ? unspeakable(text) : text;
        if (vocabulary.push([spelling, score]) > MOST_PIECES) throw new ProtobufError('it has too many pieces');
      },
      2: (trainer) =>
        trainer.fields({
          3: (type) => {
            kind = type.number();
          },
          35: (flag) => {
            hasByteFallback = flag.number() === 1;
          },
        }),
      3: (normalizer) =>
        normalizer.fields({
          2: (map) => {
            charsmap = map.bytes(LONGEST_CHARSMAP);
          },
          3: (flag) => {
            addsPrefix = flag.number() === 1;
          },
          4: (flag) => {
            removesExtraSpaces = flag.number() === 1;
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
  return { vocabulary, charsmap, unknown, hasByteFallback, addsPrefix, removesExtraSpaces };
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
