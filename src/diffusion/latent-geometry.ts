import { UserError } from '../core/errors.ts';
import type { LatentDeclaration } from '../core/model-pack/latent.ts';

/** What a model demands of a video's size. */
export interface VideoSizeRules {
  /** Width and height are multiples of this many pixels. */
  readonly pixelMultiple: number;
  /** How many frames one latent frame stands for; of causal autoencoders the first stands for itself alone. */
  readonly temporalStride: number;
  /** How frames map to latent frames (see `latent.frames` of a pack); `causal` when absent. */
  readonly frames?: LatentDeclaration['frames'];
}

/** Width and height in pixels, and the number of frames. */
export interface VideoSize {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/** Throws a `UserError` with the nearest sizes that do fit, for all sides at once, when a size breaks the rules. */
export function checkVideoSize(size: VideoSize, rules: VideoSizeRules): void {
  const { pixelMultiple } = rules;
  const advice = [
    adviceFor('width', size.width, nearestMultiples(size.width, pixelMultiple)),
    adviceFor('height', size.height, nearestMultiples(size.height, pixelMultiple)),
    adviceFor('frames', size.frames, nearestFrameCounts(size.frames, rules)),
  ].filter((sentence) => sentence !== undefined);
  if (advice.length === 0) return;
  throw new UserError(
    `The model cannot make a video of ${size.width} × ${size.height} pixels and ${size.frames} frames: ` +
      `width and height must be multiples of ${pixelMultiple}, frames ${frameRule(rules)}.`,
    { hint: advice.join(' ') },
  );
}

function frameRule({ frames = 'causal', temporalStride }: VideoSizeRules): string {
  switch (frames) {
    case 'causal':
      return `one more than a multiple of ${temporalStride}`;
    case 'plain':
      return `a multiple of ${temporalStride}`;
    case 'single':
      return '1';
  }
}

/** Latent frames of a video of `frames` frames, which must fit the rules: 1 + (F − 1)/k, F/k, or 1. */
export function latentFramesOf(frames: number, rules: Pick<LatentDeclaration, 'frames' | 'temporalStride'>): number {
  switch (rules.frames) {
    case 'causal':
      return latentFrames(frames, rules.temporalStride);
    case 'plain':
      return frames / rules.temporalStride;
    case 'single':
      return 1;
  }
}

/**
 * Latent frames of a video of `frames` frames: 1 + (F − 1)/k, the rule of causal video autoencoders, whose first
 * latent frame sees one frame only. A count that does not fit is a `UserError`: rounding would drop frames silently.
 */
export function latentFrames(frames: number, stride: number): number {
  const advice = adviceFor('frames', frames, nearestFrameCounts(frames, { temporalStride: stride }));
  if (advice !== undefined) {
    throw new UserError(`${frames} frames are not one more than a multiple of ${stride}.`, { hint: advice });
  }
  return 1 + (frames - 1) / stride;
}

/** Frames of the video that `latentFrames` latent frames decode to: 1 + (f − 1)·k. */
export function videoFrames(latentFrames: number, stride: number): number {
  return 1 + (latentFrames - 1) * stride;
}

/** The multiples of `step`, from `step` up, on both sides of `value`; one value when there is only one, or `value` is it. */
export function nearestMultiples(value: number, step: number): readonly number[] {
  const below = Math.max(step, Math.floor(value / step) * step);
  const above = Math.max(step, Math.ceil(value / step) * step);
  return below === above ? [below] : [below, above];
}

/** The frame counts that fit on both sides of `frames`. */
function nearestFrameCounts(
  frames: number,
  { frames: rule = 'causal', temporalStride }: Pick<VideoSizeRules, 'frames' | 'temporalStride'>,
): readonly number[] {
  switch (rule) {
    case 'causal':
      return nearestMultiples(frames - 1 + temporalStride, temporalStride).map((count) => count + 1 - temporalStride);
    case 'plain':
      return nearestMultiples(frames, temporalStride);
    case 'single':
      return [1];
  }
}

function adviceFor(side: string, value: number, fitting: readonly number[]): string | undefined {
  return fitting.includes(value) ? undefined : `For ${side}, choose ${fitting.join(' or ')}.`;
}
