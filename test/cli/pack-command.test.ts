import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PackEvent } from '../../src/engine/hub/pack-events.ts';
import { isSameAsServer, noise, openWorkplace, smallModel, type Workplace } from '../support/hub-workplace.ts';
import { type CliOptions, type CliResult, runCli } from '../support/run-cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

function pack(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const env = {
    HF_ENDPOINT: place.hub.endpoint,
    HF_HOME: place.folder,
    HF_TOKEN: '',
    HF_HUB_OFFLINE: '',
    ...options.env,
  };
  return runCli(['pack', ...args, '--packs', place.packs], { ...options, env });
}

function eventsOf(stdout: string): PackEvent[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('patchloom pack', () => {
  test('add, list, verify, remove', async () => {
    const folder = path.join(place.packs, 'model');
    const added = await pack(['add', 'hf:someone/model']);
    expect({ ...added, stderr: added.stderr.split('\n')[0] }).toEqual({
      code: 0,
      stdout: `${folder}\n`,
      stderr: `hf:someone/model at ${place.hub.commit.slice(0, 8)}: 4 files, 320 kB`,
    });
    expect(added.stderr).toContain('denoiser.onnx: fetched, checksum right\n');
    const listed = await pack(['list']);
    expect(listed.stdout).toContain(`model  320 kB  hf:someone/model  ${folder}\n`);
    expect(listed.stdout).toMatch(/^sprites {2}/m);
    const entries = JSON.parse((await pack(['list', '--json'])).stdout) as { name: string; state: string }[];
    expect(entries.map(({ name, state }) => `${name} ${state}`)).toEqual(
      expect.arrayContaining(['model downloaded', 'sprites own']),
    );
    expect(await pack(['verify', 'model'])).toEqual({ code: 0, stdout: 'model: all files are right\n', stderr: '' });
    writeFileSync(path.join(folder, 'modelpack.json'), '{}');
    expect(await pack(['verify', 'model'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('modelpack.json has 2 bytes instead of 24\n'),
    });
    expect(await pack(['remove', 'model'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(place.packs)).toEqual([]);
  });

  test('lands in the person’s own folder, where run finds it', async () => {
    const env = {
      XDG_DATA_HOME: place.folder,
      HOME: place.folder,
      LOCALAPPDATA: place.folder,
      HF_ENDPOINT: place.hub.endpoint,
    };
    const added = await runCli(['pack', 'add', 'hf:someone/model', '--json'], { env });
    expect(added.code, added.stderr).toBe(0);
    const example = path.resolve('workflows/text-to-video.json');
    const ran = await runCli(['run', example, '--set', 'pack.name=model', '--out', path.join(place.folder, 'out')], {
      env,
    });
    // It is found, and what is wrong with it is its manifest.
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('model/modelpack.json') });
  });

  test('says when a model has no manifest', async () => {
    place.hub.files = smallModel().slice(1);
    const { code, stderr } = await pack(['add', 'hf:someone/model']);
    expect({ code, says: stderr.includes('neither a modelpack.json nor a model_index.json') }).toEqual({
      code: 0,
      says: true,
    });
  });

  test('--json prints each event; a failure ends the stream and is code 1', async () => {
    const { code, stdout, stderr } = await pack(['add', 'hf:someone/other', '--json']);
    expect({ code, events: eventsOf(stdout) }).toEqual({
      code: 1,
      events: [{ kind: 'pack-finished', status: 'failed', seconds: expect.any(Number) }],
    });
    expect(stderr).toMatch(
      /^hf:someone\/other is not on 127\.0\.0\.1:\d+, or you may not see it \(error 404\)\nCheck the name/,
    );
  });

  test.each<[string, readonly string[], string]>([
    ['nothing to do', [], 'patchloom pack needs to know what to do'],
    ['something else to do', ['toString'], '“patchloom pack toString” does not exist'],
    ['no model', ['add'], 'patchloom pack add takes one model, such as hf:owner/name'],
    ['an odd model', ['add', 'hf:../x'], "“hf:../x” can't be fetched: “..” is not a name that a Hub gives out"],
    ['no pack', ['verify'], 'patchloom pack verify takes the name of one pack'],
    ['two packs', ['remove', 'a', 'b'], 'patchloom pack remove takes the name of one pack'],
  ])('wrong use: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli(['pack', ...args]);
    expect({ code, stdout, line: stderr.split('\n')[0] }).toEqual({ code: 2, stdout: '', line: message });
  });
});

describe.skipIf(process.platform === 'win32')('a process that ends before its time', () => {
  const SIZE = 12_000_000;
  const FILE = 'denoiser.onnx';

  beforeEach(() => {
    place.hub.files = [{ path: FILE, content: noise(SIZE), lfs: true }];
    place.hub.misbehave = (seen) => (seen.kind === 'cdn' ? { pace: 100_000 } : undefined);
  });

  /** Ends the process once six of the twelve megabytes are there. */
  function endHalfway(signal: NodeJS.Signals): Promise<CliResult> {
    let isSent = false;
    return pack(['add', 'hf:someone/model', '--json'], {
      onOutput: (process, printed) => {
        if (isSent) return;
        const done = [...printed.matchAll(/"progress":\{"done":(\d+)/g)].map(([, bytes]) => Number(bytes));
        if (Math.max(0, ...done) < SIZE / 2) return;
        isSent = true;
        process.kill(signal);
      },
    });
  }

  async function goOn(): Promise<void> {
    place.hub.misbehave = () => undefined;
    place.hub.forget();
    const { code, stderr } = await pack(['add', 'hf:someone/model']);
    expect(code, stderr).toBe(0);
    expect(isSameAsServer(place, 'model', [FILE])).toBe(true);
    expect(place.filesOf('model')).toEqual(['.patchloom/pack.json', FILE]);
  }

  test('killed without warning: half a file has no name yet, and the next one goes on from it', async () => {
    expect((await endHalfway('SIGKILL')).code).toBe(null);
    expect(place.filesOf('model').filter((file) => !file.startsWith('.patchloom/'))).toEqual([]);
    expect(JSON.parse(readFileSync(path.join(place.packs, 'model/.patchloom/lock'), 'utf8')).pid).toBeGreaterThan(0);
    await goOn();
    // At most what one connection brings between two notes is lost.
    expect(place.hub.sentBytes).toBeLessThanOrEqual(SIZE / 2 + 5 * 1024 * 1024);
    expect(place.hub.sentBytes).toBeLessThan(SIZE);
  });

  test('stopped with Ctrl+C: code 130, nothing of what came is lost', async () => {
    const { code, stdout, stderr } = await endHalfway('SIGINT');
    expect({ code, stderr, last: eventsOf(stdout).at(-1) }).toEqual({
      code: 130,
      stderr: '',
      last: { kind: 'pack-finished', status: 'stopped', seconds: expect.any(Number) },
    });
    expect(existsSync(path.join(place.packs, 'model/.patchloom/lock'))).toBe(false);
    expect((await pack(['list'])).stdout).toContain('hf:someone/model, not complete');
    await goOn();
    expect(place.hub.sentBytes).toBeLessThanOrEqual(SIZE / 2);
  });
});
