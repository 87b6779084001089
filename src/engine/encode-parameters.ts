import { UserError } from '../core/errors.ts';
import type { Video } from '../core/values.ts';
import { videoBytes } from '../core/video-frames.ts';

/** A clip to be written, and how. */
export interface EncodeRequest {
  readonly video: Video;
  /** Where the file goes; one that is there is replaced. */
  readonly path: string;
  readonly format: VideoFormat;
  readonly framesPerSecond: number;
  /** Constant rate factor, lower is better: 0–51 for MP4 (18 looks like the original), 0–63 for WebM (about 30). */
  readonly quality: number;
  /** Tags for the file, of any length and content but NUL. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export type VideoFormat = 'mp4' | 'webm';

/** ffmpeg's arguments for a clip whose frames come on stdin; only options that every ffmpeg from 4.1 to 9 knows. */
export function encodeParameters(request: EncodeRequest, carrier: string, output: string): string[] {
  const { width, height } = request.video;
  const pictures = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`];
  return [
    ...quiet,
    ...[...pictures, '-framerate', String(request.framesPerSecond), '-i', 'pipe:0'],
    ...['-f', 'matroska', '-i', carrier, '-map', '0:v', '-map_metadata', '1', '-map_chapters', '-1'],
    ...['-filter_threads', '1', '-vf', colourFilters],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...codecParameters[request.format],
    ...['-crf', String(request.quality)],
    // Bytes must not depend on the number of cores, on the clock or on ffmpeg's version string.
    ...['-threads', '1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-f', request.format, output],
  ];
}

/** `setparams` because ffmpeg 9 takes primaries and transfer from the frames and ignores the options. */
const colourFilters =
  'scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int,format=yuv420p,' +
  'setparams=color_primaries=bt709:color_trc=bt709';

const codecParameters: Readonly<Record<VideoFormat, readonly string[]>> = {
  mp4: ['-c:v', 'libx264', '-movflags', '+faststart+use_metadata_tags+write_colr'],
  webm: ['-c:v', 'libvpx-vp9', '-b:v', '0', '-deadline', 'good', '-cpu-used', '2'],
};

/** For every run: complaints only, and never a question. */
export const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];

/** Refuses a clip that no player could show. */
export function checkClip({ video, format, framesPerSecond }: EncodeRequest): void {
  const { frameCount, width, height } = video;
  if (!video.readFrame && video.frames.length !== videoBytes(video)) {
    throw new Error(`${video.frames.length} bytes are not ${frameCount} RGB frames of ${width} × ${height}`);
  }
  if (videoBytes(video) === 0) {
    throw new UserError("A clip without frames can't be saved.", { hint: 'Choose one frame or more.' });
  }
  if (!(framesPerSecond > 0 && Number.isFinite(framesPerSecond))) {
    throw new UserError(`A clip can't play at ${framesPerSecond} frames per second.`, {
      hint: 'Choose a number above 0.',
    });
  }
  if (width % 2 === 0 && height % 2 === 0) return;
  // Players expect one colour sample for each 2 × 2 pixels.
  const even = `${width + (width % 2)} × ${height + (height % 2)}`;
  throw new UserError(`A clip of ${width} × ${height} can't be saved as ${format}: both sides must be even.`, {
    hint: `Choose an even width and height, such as ${even}.`,
  });
}
