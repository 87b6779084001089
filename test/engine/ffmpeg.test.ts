import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toFailure, UserError } from '../../src/core/errors.ts';
import type { Video } from '../../src/core/values.ts';
import type { EncodeRequest, VideoFormat } from '../../src/engine/encode-parameters.ts';
import { askVersion, encodeVideo, findFfmpeg, readFrames } from '../../src/engine/ffmpeg.ts';
import { type Ffmpeg, type FfmpegEnvironment, locateFfmpeg } from '../../src/engine/locate-ffmpeg.ts';
import { readVideoText } from '../../src/engine/video-metadata.ts';

const root = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const freshFolder = () => mkdtempSync(join(root, 'folder-'));
const isWindows = process.platform === 'win32';
const programName = isWindows ? 'ffmpeg.exe' : 'ffmpeg';

/** A machine with Node and the npm packages, and nothing else. */
function bareMachine(): FfmpegEnvironment {
  const require = createRequire(import.meta.url);
  return {
    variables: { PATH: freshFolder() },
    resourcesPath: undefined,
    requireModule: (name) => (name === 'ffmpeg-static' ? missing(name) : require(name)),
    askVersion,
  };
}

function missing(name: string): never {
  throw new Error(`Cannot find module '${name}'\nRequire stack:\n- somewhere`);
}

const colours = [
  [220, 30, 30],
  [30, 200, 40],
  [40, 60, 230],
  [240, 240, 240],
] as const;

/** Four vertical bars whose colours move by one bar with each frame. */
function bars(width = 64, height = 48, frameCount = 8): Video {
  const frames = new Uint8Array(frameCount * height * width * 3);
  for (let pixel = 0; pixel < frameCount * height * width; pixel += 1) {
    const bar = Math.floor(((pixel % width) * 4) / width);
    frames.set(colours[(bar + Math.floor(pixel / (width * height))) % 4] ?? [], pixel * 3);
  }
  return { frames, frameCount, width, height };
}

function request(format: VideoFormat, changes: Partial<EncodeRequest> = {}): EncodeRequest {
  const path = join(freshFolder(), 'new', `clip.${format}`);
  return { video: bars(), path, format, framesPerSecond: 12.5, quality: 12, metadata: {}, ...changes };
}

/** What a player sees, from ffmpeg's own report (ffprobe does not come with every ffmpeg). */
function inspect(ffmpeg: Ffmpeg, path: string) {
  const { stderr } = spawnSync(ffmpeg.path, ['-i', path, '-map', '0:v', '-f', 'null', '-'], { encoding: 'utf8' });
  const video = /Video: (\w+).*? (yuv\w+)\((\w+), (\w+)[,)].*? (\d+x\d+).*? ([\d.]+) fps/.exec(stderr) ?? [];
  const [codec, pixels, range, colour, size, framesPerSecond] = video.slice(1);
  const frames = [...stderr.matchAll(/frame= *(\d+)/g)].at(-1)?.[1];
  return { codec, pixels, range, colour, size, framesPerSecond, frames };
}

/** The colours in the middle of each bar of each frame. */
function decodeBars(ffmpeg: Ffmpeg, path: string, { width, height, frameCount }: Video): number[][] {
  const filter = ['-vf', 'scale=in_color_matrix=bt709:in_range=tv', '-pix_fmt', 'rgb24'];
  const { stdout } = spawnSync(ffmpeg.path, ['-i', path, ...filter, '-f', 'rawvideo', '-']);
  expect(stdout.length).toBe(frameCount * height * width * 3);
  return Array.from({ length: frameCount * 4 }, (_, index) => {
    const row = Math.floor(index / 4) * height + height / 2;
    const pixel = row * width + ((index % 4) * width) / 4 + width / 8;
    return [...stdout.subarray(pixel * 3, pixel * 3 + 3)];
  });
}

const nastyWorkflow = JSON.stringify(
  {
    prompt: 'a "red" circle; x=1 # not a comment \\ 红色的圆 🎬 [STREAM]\n\r\t',
    lines: ['=', ';', '#', '\\', '\\\\n'],
  },
  null,
  2,
);
const longWorkflow = JSON.stringify({ notes: '=;#\\\n红🎬"'.repeat(20_000) });

describe.each(['the one found here', 'the built-in one'])('with %s', (which) => {
  let ffmpeg: Ffmpeg;
  beforeAll(async () => {
    ffmpeg = which === 'the built-in one' ? await locateFfmpeg(bareMachine()) : await findFfmpeg();
  });

  test.each([
    ['mp4', 'h264'],
    ['webm', 'vp9'],
  ] as const)('a clip becomes a tagged %s that any browser plays', async (format, codec) => {
    const wanted = request(format);
    const saved = await encodeVideo(wanted, ffmpeg);

    expect(saved).toEqual({
      path: wanted.path,
      mediaType: `video/${format}`,
      bytes: readFileSync(wanted.path).length,
    });
    expect(inspect(ffmpeg, wanted.path)).toEqual({
      codec,
      pixels: 'yuv420p',
      range: 'tv',
      colour: 'bt709',
      size: '64x48',
      framesPerSecond: '12.50',
      frames: '8',
    });
    expect(readdirSync(dirname(wanted.path))).toEqual([`clip.${format}`]);
  });

  test.each(['mp4', 'webm'] as const)('colours and the order of frames survive %s', async (format) => {
    const wanted = request(format);
    await encodeVideo(wanted, ffmpeg);

    const decoded = decodeBars(ffmpeg, wanted.path, wanted.video);
    const original = Array.from({ length: 32 }, (_, index) => colours[((index % 4) + Math.floor(index / 4)) % 4] ?? []);
    const worst = Math.max(
      ...original.flatMap((colour, bar) => colour.map((v, i) => Math.abs(v - (decoded[bar]?.[i] ?? 0)))),
    );
    expect(worst).toBeLessThanOrEqual(8);
  });

  test.each(['mp4', 'webm'] as const)('the same frames give the same %s bytes', async (format) => {
    const [first, second] = [request(format, { metadata: { a: '1' } }), request(format, { metadata: { a: '1' } })];
    await encodeVideo(first, ffmpeg);
    await encodeVideo(second, ffmpeg);
    expect(readFileSync(first.path).equals(readFileSync(second.path))).toBe(true);
  });

  test.each(['mp4', 'webm'] as const)('text of any kind and length comes back from %s as it was', async (format) => {
    const values = { patchloom: nastyWorkflow, notes: longWorkflow, 'two words': 'ends in \\', returns: 'a\r\nb\rc' };
    const wanted = request(format, { metadata: values });
    await encodeVideo(wanted, ffmpeg);

    const read: Record<string, unknown> = {};
    for (const key of [...Object.keys(values), 'else']) read[key] = await readVideoText(wanted.path, key);
    expect(read).toEqual({
      patchloom: { text: nastyWorkflow },
      notes: { text: longWorkflow },
      'two words': { text: values['two words'] },
      returns: { text: values.returns },
      else: { text: undefined },
    });
  });
});

describe('what can go wrong', () => {
  test('sides that are odd are refused with the nearest even ones', async () => {
    const failure = await failureOf(encodeVideo(request('mp4', { video: bars(63, 48, 1) })));
    expect(failure).toEqual({
      kind: 'user',
      message: "A clip of 63 × 48 can't be saved as mp4: both sides must be even.",
      hint: 'Choose an even width and height, such as 64 × 48.',
    });
  });

  test('a folder that can not be is named', async () => {
    const folder = join(freshFolder(), 'file');
    writeFileSync(folder, 'not a folder');
    const failure = await failureOf(encodeVideo(request('mp4', { path: join(folder, 'below', 'clip.mp4') })));
    expect(failure).toMatchObject({ kind: 'user', message: expect.stringContaining(join(folder, 'below')) });
    expect(failure.hint).toContain('Choose another output folder');
  });

  test('stopping ends ffmpeg and leaves nothing behind', async () => {
    const stopper = new AbortController();
    const video = bars(64, 48, 40);
    const original = video.frames.subarray.bind(video.frames);
    video.frames.subarray = (begin, end) => {
      if ((begin ?? 0) > video.frames.length / 2) stopper.abort();
      return original(begin, end);
    };
    const folder = freshFolder();
    const encoding = encodeVideo(request('mp4', { video, path: join(folder, 'clip.mp4'), signal: stopper.signal }));
    await expect(encoding).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(isWindows).each([
    ['gives up', 'process.exit(1)'],
    ['crashes', 'process.kill(process.pid, "SIGSEGV")'],
  ])('an ffmpeg that %s half-way leaves nothing behind and is quoted', async (_, end) => {
    const path = fakeFfmpeg(`
      fs.writeFileSync(process.argv.at(-1), 'half a file');
      fs.writeSync(2, 'No space left on device\\n');
      ${end};`);
    const ffmpeg = await locateFfmpeg({ ...bareMachine(), variables: { FFMPEG_PATH: path } });
    expect(ffmpeg).toEqual({ path, source: 'FFMPEG_PATH', version: '7.7' });

    const folder = freshFolder();
    writeFileSync(join(folder, 'clip.mp4'), 'an earlier clip');
    const failure = await failureOf(encodeVideo(request('mp4', { path: join(folder, 'clip.mp4') }), ffmpeg));
    expect(failure).toMatchObject({
      kind: 'user',
      message: 'ffmpeg could not write clip.mp4: No space left on device',
      hint: expect.stringContaining(`${path} (version 7.7, found by FFMPEG_PATH)`),
    });
    expect(readdirSync(folder)).toEqual(['clip.mp4']);
    expect(readFileSync(join(folder, 'clip.mp4'), 'utf8')).toBe('an earlier clip');
  });
});

describe('reading', () => {
  const firstFrame = { start: 0, frames: 1 };

  test('the built-in ffmpeg never opens a file from elsewhere', async () => {
    const builtIn: Ffmpeg = { path: 'never started', source: 'built-in', version: 'N-47683' };
    const failure = await failureOf(readFrames('clip.mp4', firstFrame, builtIn));
    expect(failure).toMatchObject({ kind: 'user', hint: expect.stringContaining('Install ffmpeg') });
  });

  test('a playlist that is named like a video is not followed', async () => {
    const ffmpeg: Ffmpeg = { ...(await findFfmpeg()), source: 'PATH' };
    const clip = request('mp4');
    await encodeVideo(clip);
    const playlist = join(dirname(clip.path), 'playlist.mp4');
    writeFileSync(playlist, 'ffconcat version 1.0\nfile clip.mp4\n');
    const frames = async (path: string) => {
      const { failure, pictures } = await readFrames(path, firstFrame, ffmpeg);
      return { isRefused: failure !== undefined, hasPictures: pictures.length > 0 };
    };
    expect(await frames(clip.path)).toEqual({ isRefused: false, hasPictures: true });
    expect(await frames(playlist)).toEqual({ isRefused: true, hasPictures: false });
  });
});

describe('finding ffmpeg', () => {
  const packaged = join(root, 'resources', 'bin', programName);
  const unpacked = join(root, 'app.asar.unpacked', 'ffmpeg-static', programName);
  const onPath = join(root, 'path', programName);
  const builtIn = join(root, 'installer', programName);
  for (const path of [packaged, unpacked, onPath, builtIn]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
  const everything: FfmpegEnvironment = {
    variables: { FFMPEG_PATH: 'chosen', PATH: ['relative', join(root, 'nothing'), join(root, 'path')].join(delimiter) },
    resourcesPath: join(root, 'resources'),
    requireModule: (name) =>
      name === 'ffmpeg-static' ? join(root, 'app.asar', 'ffmpeg-static', programName) : { path: builtIn },
    askVersion: async () => '8.0',
  };
  const broken = (...paths: string[]) => ({
    askVersion: async (path: string) => (paths.includes(path) ? Promise.reject(new Error('does not start')) : '8.0'),
  });
  const variables = { PATH: everything.variables.PATH };

  test.each<[string, Partial<FfmpegEnvironment>, string, string]>([
    ['FFMPEG_PATH goes first', {}, 'FFMPEG_PATH', 'chosen'],
    ['then the one of the packaged app', { variables }, 'packaged', packaged],
    ['then ffmpeg-static, outside of the archive', { variables, resourcesPath: undefined }, 'ffmpeg-static', unpacked],
    [
      'then PATH, when ffmpeg-static is missing',
      { variables, resourcesPath: undefined, requireModule: missing },
      'PATH',
      onPath,
    ],
    [
      'then PATH, when ffmpeg-static has no program',
      { variables, resourcesPath: root, requireModule: () => join(root, 'no') },
      'PATH',
      onPath,
    ],
    ['then the built-in one', { variables, resourcesPath: root, ...broken(unpacked, onPath) }, 'built-in', builtIn],
  ])('%s', async (_, changes, source, path) => {
    expect(await locateFfmpeg({ ...everything, ...changes })).toEqual({ path, source, version: '8.0' });
  });

  test('an FFMPEG_PATH that does not work is an error and not passed over', async () => {
    const failure = await failureOf(locateFfmpeg({ ...everything, ...broken('chosen') }));
    expect(failure).toEqual({
      kind: 'user',
      message: 'FFMPEG_PATH names chosen, which does not work as ffmpeg: does not start',
      hint: 'Set FFMPEG_PATH to a working ffmpeg program, or unset it to let one be found.',
    });
  });

  test('where there is none, the ways to get one are named', async () => {
    const failure = await failureOf(
      locateFfmpeg({ ...everything, variables: {}, resourcesPath: root, requireModule: missing }),
    );
    expect(failure).toEqual({
      kind: 'user',
      message:
        "No ffmpeg was found, and without one no video can be written. ffmpeg-static: Cannot find module 'ffmpeg-static'; " +
        "built-in: Cannot find module '@ffmpeg-installer/ffmpeg'",
      hint: expect.stringMatching(/apt install.*brew install.*winget install.*npm install.*FFMPEG_PATH/),
    });
  });

  test('a machine with nothing but Node has the built-in one', async () => {
    expect(await locateFfmpeg(bareMachine())).toMatchObject({ source: 'built-in', version: expect.any(String) });
  });

  test.skipIf(isWindows)('a program that is no ffmpeg is refused', async () => {
    await expect(askVersion(process.execPath)).rejects.toThrow('bad option');
    await expect(askVersion(fakeFfmpeg('', 'hello'))).rejects.toThrow('does not answer “-version”');
    await expect(askVersion(join(root, 'nothing'))).rejects.toThrow('ENOENT');
  });
});

function fakeFfmpeg(script: string, version = 'ffmpeg version 7.7 by nobody'): string {
  const path = join(freshFolder(), 'ffmpeg');
  const answer = `if (process.argv.at(-1) === '-version') { console.log('${version}'); process.exit(0); }`;
  writeFileSync(path, `#!${process.execPath}\nconst fs = require('node:fs');\n${answer}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function failureOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return toFailure(error);
}
