import { spawn } from 'node:child_process';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../core/errors.ts';
import type { SavedFile, Video } from '../core/values.ts';
import { frameAt } from '../core/video-frames.ts';
import { checkClip, type EncodeRequest, encodeParameters, quiet } from './encode-parameters.ts';
import { metadataCarrier } from './ffmpeg-metadata.ts';
import { type Ffmpeg, howToGetFfmpeg, locateFfmpeg } from './locate-ffmpeg.ts';
import { unwritableFolder } from './output-files.ts';
import { makeWorkFolder } from './work-folder.ts';

/** Writes a clip. The same clip, tags and ffmpeg give the same bytes; a failed or stopped one leaves no file. */
export async function encodeVideo(request: EncodeRequest, ffmpeg?: Ffmpeg): Promise<Omit<SavedFile, 'name'>> {
  checkClip(request);
  request.signal?.throwIfAborted();
  const program = ffmpeg ?? (await findFfmpeg());
  const path = resolve(request.path);
  const workFolder = await makeWorkFolder(dirname(path));
  try {
    const carrier = join(workFolder, 'metadata.mkv');
    const unfinished = join(workFolder, `video.${request.format}`);
    await writeFile(carrier, metadataCarrier(request.metadata)).catch(throwUnwritable(dirname(path)));
    const { failure } = await run(program.path, encodeParameters(request, carrier, unfinished), {
      input: singleFrames(request.video),
      signal: request.signal,
    });
    if (failure !== undefined) throw encodingFailed(path, program, failure);
    await rename(unfinished, path).catch(throwUnwritable(dirname(path)));
    return { path, mediaType: `video/${request.format}`, bytes: (await stat(path)).size };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** A clip as a GIF file that plays for ever, with the 256 colours that suit it best. */
export async function encodeGif(
  { video, framesPerSecond, signal }: Pick<EncodeRequest, 'video' | 'framesPerSecond' | 'signal'>,
  ffmpeg?: Ffmpeg,
): Promise<Uint8Array> {
  const program = ffmpeg ?? (await findFfmpeg());
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${video.width}x${video.height}`];
  const { bytes, failure } = await run(
    program.path,
    [
      ...[...quiet, ...input, '-framerate', String(framesPerSecond), '-i', 'pipe:0'],
      ...['-filter_complex', 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none'],
      ...['-loop', '0', '-f', 'gif', 'pipe:1'],
    ],
    { input: singleFrames(video), signal },
  );
  if (failure !== undefined) throw encodingFailed('the GIF', program, failure);
  return bytes;
}

/** Its decoders have known holes since 2018: it must never see a file that came from somewhere else. */
function needsNewer(): UserError {
  return new UserError('Opening video files needs a newer ffmpeg than the built-in one.', { hint: howToGetFfmpeg });
}

/** Frames of a video or picture as PPM pictures, one behind the other; `failure` is ffmpeg's own complaint. */
export async function readFrames(
  path: string,
  { start, frames, signal }: { readonly start: number; readonly frames: number; readonly signal?: AbortSignal },
  program: Ffmpeg,
): Promise<{ readonly pictures: Uint8Array; readonly failure: string | undefined }> {
  if (program.source === 'built-in') throw needsNewer();
  const guards = ['-format_whitelist', FORMATS_TO_READ, '-protocol_whitelist', 'file'];
  const parameters = [
    ...[...quiet, ...guards, '-i', `file:${path}`, '-map', '0:v:0'],
    ...['-vf', `trim=start_frame=${start}:end_frame=${start + frames},setpts=PTS-STARTPTS`],
    ...['-frames:v', String(frames), '-pix_fmt', 'rgb24', '-f', 'image2pipe', '-c:v', 'ppm', 'pipe:1'],
  ];
  const { bytes, failure } = await run(program.path, parameters, { signal });
  return { pictures: bytes, failure };
}

const FORMATS_TO_READ = 'mov,matroska,gif,png_pipe,jpeg_pipe,image2,webp_pipe';

let found: Promise<Ffmpeg> | undefined;

/** The ffmpeg of this machine, looked for once; after a failure again, as somebody may have installed one. */
export function findFfmpeg(): Promise<Ffmpeg> {
  found ??= locateFfmpeg({
    variables: process.env,
    resourcesPath: (process as { resourcesPath?: string }).resourcesPath,
    // Not import(): bundlers would follow it, and both packages are optional.
    requireModule: createRequire(import.meta.url),
    askVersion,
  }).catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}

/** The version a program answers to `-version`; throws when it is no working ffmpeg. */
export async function askVersion(path: string): Promise<string> {
  const { output, failure } = await run(path, ['-version'], { signal: AbortSignal.timeout(20_000) });
  if (failure !== undefined) throw new Error(failure);
  const version = /^ffmpeg version (\S+)/.exec(output)?.[1];
  if (version === undefined) throw new Error('it does not answer “-version” as ffmpeg does');
  return version;
}

function throwUnwritable(folder: string): (error: unknown) => never {
  return (error) => {
    throw unwritableFolder(folder, error);
  };
}

/** One frame after the other, so that a long clip is never in memory as a whole. */
function* singleFrames(video: Video): Generator<Uint8Array> {
  for (let index = 0; index < video.frameCount; index += 1) yield frameAt(video, index);
}

function encodingFailed(path: string, { path: program, source, version }: Ffmpeg, failure: string): UserError {
  return new UserError(`ffmpeg could not write ${basename(path)}: ${failure}`, {
    hint:
      `This was ${program} (version ${version}, found by ${source}). Check that the disk has room, or set FFMPEG_PATH ` +
      'to a complete ffmpeg, one with libx264 and libvpx-vp9.',
  });
}

interface RunOptions {
  readonly input?: Iterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program to its end, which an abort brings about at once. `failure` says what went wrong, as the program put it. */
async function run(program: string, parameters: readonly string[], { input, signal }: RunOptions = {}) {
  signal?.throwIfAborted();
  const child = spawn(program, parameters, { windowsHide: true });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  const output: Buffer[] = [];
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = (complaints + chunk).slice(-8_000);
  });
  const feeding = feed(child.stdin, input);
  const ending = await new Promise<string | undefined>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, killedBy) => settle(code === 0 ? undefined : `it ended with ${killedBy ?? code}`));
  });
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  const failure = ending ?? (await feeding);
  const lastLines = complaints.trim().split('\n').slice(-6).join('\n');
  const bytes = Buffer.concat(output);
  return {
    bytes,
    get output() {
      return bytes.toString('utf8');
    },
    failure: failure && (lastLines || failure),
  };
}

/** Hands over frames as fast as they are read. Says what went wrong instead of throwing: the program's own complaint goes first. */
async function feed(stdin: Writable, input: Iterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (input === undefined) {
    stdin.destroy();
    return undefined;
  }
  return await pipeline(input, stdin).then(
    () => undefined,
    (error: Error) => `it stopped reading the frames (${error.message})`,
  );
}
