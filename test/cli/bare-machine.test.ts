import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { probeVideo } from '../support/probe-video.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-bare-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Making links needs rights on Windows that few people have.
test.skipIf(process.platform === 'win32')(
  'the demo makes its video where nothing but Node is to be found',
  async () => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    const { code, stdout, stderr } = await runCli(
      ['demo', '--set', 'sampler.steps=2', '--out', path.join(folder, 'out')],
      {
        cwd: folder,
        env: { PATH: bin, FFMPEG_PATH: '' },
      },
    );
    expect(code, stderr).toBe(0);
    expect(await probeVideo(stdout.trim())).toEqual({
      codec: 'h264',
      size: '64x64',
      framesPerSecond: '8',
      frames: '17',
    });
  },
);
