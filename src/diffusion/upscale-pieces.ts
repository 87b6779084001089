import type { UpscalerDeclaration } from '../core/model-pack/language.ts';

/** A piece of a clip: frames `start` to before `end`, for which the network is shown those from `from` on. */
export interface UpscalePiece {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** How a clip goes through an upscaler: at once, or `frames` at a time with `context` earlier ones before them. */
export function upscalePieces(
  frameCount: number,
  { frames = frameCount, context }: Pick<UpscalerDeclaration, 'frames' | 'context'>,
): readonly UpscalePiece[] {
  return Array.from({ length: Math.ceil(frameCount / frames) }, (_, index) => {
    const start = index * frames;
    return { from: Math.max(0, start - context), start, end: Math.min(start + frames, frameCount) };
  });
}
