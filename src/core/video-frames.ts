import type { Video } from './values.ts';

/** Pixels `[height, width, 3]` of one frame, 8-bit RGB. Of a clip that lies on disk, only that frame is read. */
export function frameAt(video: Video, index: number): Uint8Array {
  if (video.readFrame) return video.readFrame(index);
  const size = frameBytes(video);
  return video.frames.subarray(index * size, (index + 1) * size);
}

/** Frames `start` to before `end` as a clip of their own, in memory. */
export function framesBetween(video: Video, start: number, end: number): Video {
  const { width, height } = video;
  const size = frameBytes(video);
  if (!video.readFrame)
    return { frames: video.frames.subarray(start * size, end * size), frameCount: end - start, width, height };
  const frames = new Uint8Array((end - start) * size);
  for (let index = start; index < end; index++) frames.set(video.readFrame(index), (index - start) * size);
  return { frames, frameCount: end - start, width, height };
}

/** Bytes of all frames, wherever they are. */
export function videoBytes(video: Pick<Video, 'frameCount' | 'width' | 'height'>): number {
  return video.frameCount * frameBytes(video);
}

function frameBytes({ width, height }: Pick<Video, 'width' | 'height'>): number {
  return width * height * 3;
}
