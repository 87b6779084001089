import type { ModelPack } from './model-pack.ts';
import type { IntTensor, Tensor } from './tensor.ts';

/** Encoded text. `context` `[batch, tokens, width]`, `mask` `[batch, tokens]`, 1 where a token counts. */
export interface Conditioning {
  readonly context: Tensor;
  readonly mask: IntTensor;
  /** `[batch, width]`: the text as one vector, for models that take that as well. */
  readonly pooled?: Tensor;
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
  readonly frames: Uint8Array;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
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
  latent: Latent;
  patches: Patches;
  video: Video;
  file: SavedFile;
}

export type SocketType = keyof SocketValues;
