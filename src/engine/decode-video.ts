import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { LoadVideoOptions } from '../core/node-context.ts';
import type { Video } from '../core/values.ts';
import { findFfmpeg, readFrames } from './ffmpeg.ts';
import type { Ffmpeg } from './locate-ffmpeg.ts';

/** Reads frames of a video or picture file, as they are shown one after the other. */
export async function decodeVideo(
  path: string,
  options: LoadVideoOptions & { readonly signal?: AbortSignal },
  ffmpeg?: Ffmpeg,
): Promise<Video> {
  if (path === '') throw new UserError('No file has been chosen', { hint: 'Choose one, or drop it on the node.' });
  const file = resolve(path);
  if (!existsSync(file)) throw new UserError(`There is no file ${path}`, { hint: 'Choose it again.' });
  const { pictures, failure } = await readFrames(file, options, ffmpeg ?? (await findFfmpeg()));
  if (failure !== undefined) {
    throw new UserError(`${basename(file)} can't be read as a video or picture: ${failure}`, {
      hint: 'Choose an MP4, WebM, GIF, PNG or JPEG file that plays elsewhere.',
    });
  }
  const video = joinPictures(pictures);
  if (video) return video;
  throw new UserError(`${basename(file)} has no frame ${options.start}`, { hint: 'Start at an earlier frame.' });
}

/** PPM pictures, one behind the other (`P6`, width, height, 255, pixels), as one clip; undefined when there are none. */
export function joinPictures(pictures: Uint8Array): Video | undefined {
  const bytes = Buffer.from(pictures.buffer, pictures.byteOffset, pictures.byteLength);
  const frames: Uint8Array[] = [];
  let [width, height] = [0, 0];
  for (let position = 0; position < bytes.length; ) {
    const header = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.toString('latin1', position, position + 40));
    if (!header) break;
    [width, height] = [Number(header[1]), Number(header[2])];
    const start = position + header[0].length;
    frames.push(bytes.subarray(start, start + width * height * 3));
    position = start + width * height * 3;
  }
  if (frames.length === 0) return undefined;
  return { frames: new Uint8Array(Buffer.concat(frames)), frameCount: frames.length, width, height };
}
