import type { Grammar } from './grammar.ts';
import type { TokenizerDeclaration } from './model-pack/text.ts';
import type { ModelPack } from './model-pack.ts';
import type { IntTensor, Tensor } from './tensor.ts';
import type { SavedFile, Video } from './values.ts';

/** The part of an AbortSignal that a node needs; `core` knows neither Node nor the DOM. */
export interface StopSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** A tensor in the memory of the device that a model runs on. */
export interface HeldTensor {
  readonly dims: readonly number[];
}

/**
 * The memory of a device that keeps tensors from run to run, so that they need not come back in between. What is held when the loan of
 * the model ends is let go. Where the device fails, `DeviceLostError` is thrown, all that it held is gone, and the model runs on the processor.
 */
export interface DeviceMemory {
  hold(tensor: Tensor): Promise<HeldTensor>;
  read(held: HeldTensor): Promise<Tensor>;
  letGo(held: HeldTensor): void;
  /** As `ModelSession.run`, with feeds that may be held, and outputs that stay. */
  run(feeds: Readonly<Record<string, Tensor | IntTensor | HeldTensor>>): Promise<Readonly<Record<string, HeldTensor>>>;
  /** Σ weight · part: each tensor is cut along its first axis into as many parts as it is given weights; all parts have one shape. */
  sum(terms: readonly HeldTerm[]): Promise<{ readonly sum: HeldTensor; readonly allFinite: boolean }>;
  /** The tensor times `scale`, so often one after the other along its first axis. */
  repeat(held: HeldTensor, times: number, scale: number): Promise<HeldTensor>;
}

export interface HeldTerm {
  readonly held: HeldTensor;
  readonly weights: readonly number[];
}

/** A model that is open. `run` takes tensors by the names that the model file declares. */
export interface ModelSession {
  /** The element types that the model's inputs take, by name: `float32`, `int64` and others. */
  readonly inputTypes: Readonly<Record<string, string>>;
  /** Throws `UserError` naming input, shape and type when the feeds do not fit the model. */
  run(feeds: Readonly<Record<string, Tensor | IntTensor>>): Promise<Readonly<Record<string, Tensor>>>;
  /** There while the model runs on a device that can keep what it has made. */
  readonly memory?: DeviceMemory | undefined;
}

/** Tokens of one run of a text encoder. */
export interface TokenChunk {
  /** `[1, tokens]` */
  readonly ids: IntTensor;
  /** `[1, tokens]`, 0 for padding. */
  readonly mask: IntTensor;
  /** What `(word:1.3)` says of each token. */
  readonly weights: readonly number[];
}

/** A text as one encoder takes it. */
export interface TokenizedText {
  /** More than one where the encoder reads long texts in pieces. */
  readonly chunks: readonly TokenChunk[];
  /** An empty text as long as the longest piece; there when a weight is not 1. */
  readonly empty?: TokenChunk;
  /** How many tokens were left out because the text is longer than the encoder takes. */
  readonly dropped: number;
}

/** What an encoder makes of tokens. */
export interface TextEncoding {
  /** `[1, tokens, width]` */
  readonly context?: Tensor;
  /** `[1, width]` */
  readonly pooled?: Tensor;
}

/** Texts as the tokens of a language model, and back. */
export interface Words {
  /** The ids of a text, with what the tokenizer puts before every text. */
  encode(text: string): readonly number[];
  /** The text of ids that a model has written. */
  decode(ids: readonly number[]): string;
}

/** All that a node may touch of the world. */
export interface NodeContext {
  readonly signal: StopSignal;
  /** Says how far this node is; rate and time left are worked out from it. */
  progress(done: number, total: number, unit?: string): void;
  /** Shows frames in the window while the run goes on. */
  preview(video: Video): Promise<void>;
  /** Shows something rough while the node goes on. May be asked after every step: it is made a few times per second, and takes no more than a two-hundredth of the time. */
  glimpse(make: () => Video | Promise<Video>): void | Promise<void>;
  readonly models: {
    /** Opens the pack with that name. `UserError` when it is missing or damaged. */
    load(name: string): Promise<ModelPack>;
    /** The pack with a LoRA added to its models. `UserError` when the file may not be read, is no LoRA, or is for another model. */
    addLora(pack: ModelPack, file: string, strength: number): Promise<ModelPack>;
    /** Lends the session of one of the pack's files (a key of `manifest.files`) for as long as `work` takes. */
    use<T>(pack: ModelPack, file: string, work: (session: ModelSession) => Promise<T>): Promise<T>;
    /** Cuts a text into the tokens that one of the pack's text encoders takes. */
    tokenize(pack: ModelPack, encoder: string, text: string): Promise<TokenizedText>;
    /** Runs one of the pack's text encoders; what is known from before is not run again. */
    encode(pack: ModelPack, encoder: string, chunk: TokenChunk): Promise<TextEncoding>;
    /** The tokenizer of one of the pack's language models. */
    words(pack: ModelPack, tokenizer: TokenizerDeclaration): Promise<Words>;
    /** The vocabulary that the pack was trained on, where it declares one. */
    grammar(pack: ModelPack): Promise<Grammar>;
  };
  readonly video: {
    /** Writes a clip into the output folder, with the workflow in its metadata. */
    save(video: Video, options: SaveVideoOptions): Promise<SavedFile>;
    /** Writes a clip as a GIF, or its first frame as a PNG, into the output folder, with the workflow in it. */
    savePicture(video: Video, options: SavePictureOptions): Promise<SavedFile>;
    /** Reads frames of a video or picture file. `UserError` when it is missing or can't be read. */
    load(path: string, options: LoadVideoOptions): Promise<Video>;
    /**
     * One clip of pieces of equal size that are appended one after the other. A long one is kept on disk, so that no more than
     * a piece has to fit into memory.
     */
    join(work: (append: (piece: Video) => void) => Promise<void>): Promise<Video>;
  };
  log(message: string): void;
}

/** All that a node may look at to say what its result depends on. */
export interface FingerprintContext {
  readonly models: {
    /** Changes when the pack's manifest or one of its files does. */
    fingerprint(name: string): Promise<string>;
  };
  readonly video: {
    /** The name for a file, filled in except for its number. */
    fileName(template: string): string;
    /** Names what is in a file that the node reads: the same for the same bytes. `UserError` when it may not be read. */
    fileContent(path: string): Promise<string>;
  };
}

export interface SavePictureOptions {
  readonly format: 'gif' | 'png';
  /** Of a GIF, which counts in hundredths of a second: 50 at most. */
  readonly framesPerSecond: number;
  /** As for videos. */
  readonly name: string;
}

export interface LoadVideoOptions {
  /** The first frame, from 0. */
  readonly start: number;
  /** At most so many are read. */
  readonly frames: number;
}

export interface SaveVideoOptions {
  readonly format: 'mp4' | 'webm';
  readonly framesPerSecond: number;
  /** Constant rate factor of the encoder: 1 nearly lossless, 51 worst. */
  readonly quality: number;
  /** File name below the output folder, without ending; may hold `{workflow}`, `{counter}` and any setting as `{node.widget}`. */
  readonly name: string;
}
