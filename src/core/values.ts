import type { Denoiser } from './denoiser.ts';
import type { ModelPack } from './model-pack.ts';
import type { IntTensor, Tensor } from './tensor.ts';

/** What steers a model. Which parts there are depends on the model: encoded text for most. */
export interface Conditioning {
  /** Encoded text `[1, tokens, width]`. */
  readonly context?: Tensor;
  /** `[1, tokens]`, 1 where a token counts. */
  readonly mask?: IntTensor;
  /** `[1, width]`: the text as one vector, for models that take that as well. */
  readonly pooled?: Tensor;
  /** A class of a model that was trained on classes. */
  readonly classLabel?: number;
  /** A picture as its encoder sees it: `[1, width]` or `[1, tokens, width]`. */
  readonly imageEmbed?: Tensor;
  /** What is joined to the latent's channels, by its role in the pack: `[1, channel, frame, height, width]`. */
  readonly joined?: Readonly<Record<string, Tensor>>;
  /** Single numbers by the names that packs have for them: `framesPerSecond`, `motionBucket`, `noiseLevel` and others. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** A sampler with its settings. */
export interface SamplerSetting {
  readonly name: string;
  /** Settings by name; those that the sampler does not know are ignored. */
  readonly options: Readonly<Record<string, number>>;
  /** Start of the fresh noise that stochastic samplers put on. */
  readonly seed: number;
}

/** Noise levels in the order in which a run visits them, one more than there are steps. */
export interface Sigmas {
  readonly values: readonly number[];
}

/** Latent video `[batch, channel, frame, height, width]`, unit variance. */
export interface Latent {
  readonly samples: Tensor;
}

/** A latent as a sequence of spacetime patches. */
export interface Patches {
  /** `[batch, token, channel·patchFrames·patchHeight·patchWidth]`, tokens in t, y, x order, features in (channel, t, y, x) order. */
  readonly tokens: Tensor;
  /** `[batch, token, 3]`: (t, y, x) of each patch, in patches. */
  readonly positions: Tensor;
  readonly geometry: PatchGeometry;
}

export interface PatchGeometry {
  /** The latent's shape `[batch, channel, frame, height, width]`. */
  readonly latentDims: readonly [number, number, number, number, number];
  /** The patch's size `[frames, height, width]`, in latent cells. */
  readonly patch: readonly [number, number, number];
}

/** A clip: `frames` is `[frame, height, width, 3]`, 8-bit RGB. */
export interface Video {
  /** All of them. Those of a clip too long for memory are read from disk each time: who can do with one after the other takes `frameAt`. */
  readonly frames: Uint8Array;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
  /** One frame of a clip that lies on disk; absent where `frames` are in memory. */
  readonly readFrame?: (index: number) => Uint8Array;
}

/** A file that a node wrote into the output folder. */
export interface SavedFile {
  readonly path: string;
  /** The path below the output folder, with `/`. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** What travels through each type of socket. */
export interface SocketValues {
  text: string;
  number: number;
  boolean: boolean;
  model: ModelPack;
  conditioning: Conditioning;
  denoiser: Denoiser;
  sampler: SamplerSetting;
  sigmas: Sigmas;
  latent: Latent;
  patches: Patches;
  video: Video;
  file: SavedFile;
  /** Whatever is wired: all ports of this type of one node carry the same type. */
  any: unknown;
}

export type SocketType = keyof SocketValues;
