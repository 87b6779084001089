import { deflateSync } from 'node:zlib';
import type { Picture } from '../core/run-events.ts';
import type { Video } from '../core/values.ts';
import { frameAt } from '../core/video-frames.ts';
import { pngChunk } from './picture-metadata.ts';

/** A strip of up to `columns` frames, evenly spaced from first to last, as a PNG. */
export function stripOfFrames(video: Video, columns: number): Picture {
  const count = Math.min(columns, video.frameCount);
  const width = video.width * count;
  const pixels = Buffer.alloc(width * video.height * 3);
  for (let column = 0; column < count; column++) {
    const frame = count === 1 ? 0 : Math.round((column * (video.frameCount - 1)) / (count - 1));
    const picture = frameAt(video, frame);
    for (let row = 0; row < video.height; row++) {
      const from = row * video.width * 3;
      pixels.set(picture.subarray(from, from + video.width * 3), (row * width + column * video.width) * 3);
    }
  }
  return {
    url: `data:image/png;base64,${encodePng(pixels, width, video.height, QUICK).toString('base64')}`,
    width,
    height: video.height,
  };
}

/** Of zlib's levels: a third of the usual one's time for files a third larger, which are looked at and thrown away. */
const QUICK = 3;

/** 8-bit RGB pixels `[height, width, 3]` as a PNG file (RFC 2083), packed with one of zlib's levels. */
export function encodePng(pixels: Uint8Array, width: number, height: number, level = 6): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width * 3, (row + 1) * width * 3), row * (width * 3 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
