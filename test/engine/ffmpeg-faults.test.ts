import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { Video } from '../../src/core/values.ts';
import { encodeVideo, findFfmpeg } from '../../src/engine/ffmpeg.ts';
import type { Ffmpeg } from '../../src/engine/locate-ffmpeg.ts';
import { noiseVideo } from '../support/noise-video.ts';

const root = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const freshFolder = () => mkdtempSync(join(root, 'folder-'));

/** The ffmpeg of this machine, started by a shell that does something first. */
async function wrapped(script: (program: string) => string): Promise<Ffmpeg> {
  const ffmpeg = await findFfmpeg();
  const path = join(freshFolder(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${script(ffmpeg.path)}\n`);
  chmodSync(path, 0o755);
  return { ...ffmpeg, path };
}

function encode(video: Video, folder: string, ffmpeg: Ffmpeg) {
  const path = join(folder, 'clip.mp4');
  return encodeVideo({ video, path, format: 'mp4', framesPerSecond: 8, quality: 10, metadata: {} }, ffmpeg);
}

describe.skipIf(process.platform === 'win32')('a video that can’t be finished', () => {
  test('E10: ffmpeg is killed in the middle: the reason is told, and nothing is left', async () => {
    const idFile = join(freshFolder(), 'id');
    const ffmpeg = await wrapped((program) => `echo $$ > ${idFile}\nexec ${program} "$@"`);
    const video = noiseVideo(200, (index) => {
      if (index === 100) process.kill(Number(readFileSync(idFile, 'utf8')), 'SIGKILL');
    });
    const folder = freshFolder();
    const error = await encode(video, folder, ffmpeg).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toBe('ffmpeg could not write clip.mp4: it ended with SIGKILL');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('E10: the disk takes no more: the program’s own words are told, what to do as well, and nothing is left', async () => {
    // A limit on the size of files makes the same system call fail at the same place as a full disk does.
    const ffmpeg = await wrapped((program) => `trap '' XFSZ\nulimit -f 400\nexec ${program} "$@"`);
    const folder = freshFolder();
    const error = await encode(noiseVideo(60), folder, ffmpeg).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^ffmpeg could not write clip\.mp4: [\s\S]*File too large/);
    expect((error as UserError).hint).toContain('Check that the disk has room');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('E81: what a process left that was killed while it wrote is gone after the next video; a living one’s stays', async () => {
    const folder = freshFolder();
    const dead = execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
    const host = hostname().replace(/[^A-Za-z0-9]/g, '');
    const [left, used, foreign] = [`${host}-${dead}`, `${host}-${process.pid}`, `elsewhere-${dead}`].map(
      (owner) => `.patchloom-${owner}-AbCdEf`,
    ) as [string, string, string];
    for (const name of [left, used, foreign]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, left, 'video.mp4'), 'half');
    await encode(noiseVideo(2), folder, await findFfmpeg());
    expect(readdirSync(folder).sort()).toEqual([foreign, used, 'clip.mp4'].sort());
  });
});
