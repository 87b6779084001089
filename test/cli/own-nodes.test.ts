import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { decodeVideo } from '../../src/engine/decode-video.ts';
import { runCli } from '../support/run-cli.ts';
import { workflowOf } from '../support/workflow-of.ts';

const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'patchloom-home-')));
const env = { HOME: home, USERPROFILE: home, APPDATA: home, XDG_CONFIG_HOME: path.join(home, 'config') };
const cli = (...args: string[]) => runCli(args, { cwd: home, env });
const folder = path.join(home, 'Patchloom', 'nodes');
const workflow = path.join(home, 'lighter.json');

beforeAll(async () => {
  writeFileSync(
    workflow,
    serializeWorkflow(
      workflowOf(
        { grey: 'video/solid-video', lighter: 'mine/film-grain', save: 'video/save-picture' },
        ['grey.video -> lighter.video', 'lighter.video -> save.video'],
        { grey: { color: '#404040', width: 16, height: 16, frames: 2 }, lighter: { brightness: 2 } },
      ),
    ),
  );
  await cli('new-node', 'film-grain');
});
afterAll(() => rmSync(home, { recursive: true }));

test('new-node writes a node that the compiler has nothing against', () => {
  const compiler = path.resolve('node_modules/typescript/bin/tsc');
  expect(execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })).toBe('');
});

test('it is loaded from no folder that was not allowed; it validates and runs from one that is, for this once', async () => {
  expect((await cli('validate', workflow)).stdout).toContain('There is no node type “mine/film-grain”');
  expect(await cli('validate', workflow, '--nodes', folder)).toEqual({
    code: 0,
    stdout: `${workflow}: no problems\n`,
    stderr: '',
  });
  const { code, stdout } = await cli('run', workflow, '--nodes', folder, '--out', 'out');
  expect(code).toBe(0);
  const { frames } = await decodeVideo(stdout.trim(), { start: 0, frames: 1 });
  expect(new Set(frames)).toEqual(new Set([0x80]));
  expect((await cli('run', workflow)).code).toBe(2);
});

test('a folder that was allowed stays allowed until it is taken back', async () => {
  expect(await cli('nodes', '--allow', folder)).toEqual({ code: 0, stdout: `${folder}\n`, stderr: '' });
  expect((await cli('validate', workflow)).code).toBe(0);
  expect((await cli('nodes')).stdout).toContain(
    'mine\n  mine/film-grain  Film Grain: Makes a video lighter or darker.\n',
  );
  await cli('nodes', '--forget', folder);
  expect((await cli('validate', workflow)).code).toBe(2);
});

test('a broken file is named with its line, and keeps nothing else from working', async () => {
  const broken = path.join(home, 'broken');
  mkdirSync(broken);
  writeFileSync(path.join(broken, 'a.ts'), '\nconst = 1;\n');
  const { code, stderr } = await cli('validate', path.resolve('workflows/text-to-video.json'), '--nodes', broken);
  expect({ code, stderr: stderr.split(': ')[0] }).toEqual({ code: 0, stderr: `${broken}/a.ts:2` });
});

test('new-node refuses names that are no file names, and leaves what is there alone', async () => {
  expect((await cli('new-node', '../evil')).code).toBe(2);
  expect(existsSync(path.join(home, 'Patchloom', 'evil.ts'))).toBe(false);
  const before = readFileSync(path.join(folder, 'film-grain.ts'), 'utf8');
  expect((await cli('new-node', 'film-grain')).stderr).toContain('is there already');
  expect(readFileSync(path.join(folder, 'film-grain.ts'), 'utf8')).toBe(before);
});
