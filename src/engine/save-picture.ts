import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SavedFile, Video } from '../core/values.ts';
import { encodeGif } from './ffmpeg.ts';
import type { Ffmpeg } from './locate-ffmpeg.ts';
import { encodePng } from './picture.ts';
import { writeGifText, writePngText } from './picture-metadata.ts';

export interface PictureRequest {
  readonly video: Video;
  /** Where the file goes; its folder exists. */
  readonly path: string;
  readonly format: 'gif' | 'png';
  readonly framesPerSecond: number;
  /** A text for the file, and the keyword that it is found by. */
  readonly keyword: string;
  readonly text: string;
  readonly signal?: AbortSignal;
}

/** Writes a clip as a GIF that plays for ever, or its first frame as a PNG, with a text in it. A failed or stopped one leaves no file. */
export async function savePicture(request: PictureRequest, ffmpeg?: Ffmpeg): Promise<Omit<SavedFile, 'name'>> {
  const { path: target, format, keyword, text } = request;
  const unfinished = path.join(path.dirname(target), `.${path.basename(target)}.unfinished`);
  try {
    await writeFile(unfinished, await withText(request, ffmpeg, { keyword, text }));
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
  return { path: target, mediaType: `image/${format}`, bytes: (await stat(target)).size };
}

async function withText(
  { video, format, framesPerSecond, signal }: PictureRequest,
  ffmpeg: Ffmpeg | undefined,
  { keyword, text }: { readonly keyword: string; readonly text: string },
): Promise<Buffer> {
  const { width, height, frames } = video;
  if (format === 'png')
    return writePngText(encodePng(frames.subarray(0, width * height * 3), width, height), keyword, text);
  const gif = await encodeGif({ video, framesPerSecond, ...(signal ? { signal } : {}) }, ffmpeg);
  return writeGifText(gif, keyword, text);
}
