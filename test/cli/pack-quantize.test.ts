import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

let packs: string;
const own = () => path.join(packs, 'mine');
beforeEach(() => {
  packs = mkdtempSync(path.join(tmpdir(), 'patchloom-'));
  cpSync('models/sprites', own(), { recursive: true });
});
afterEach(() => rmSync(packs, { recursive: true }));

const quantize = (...args: readonly string[]) => runCli(['pack', 'quantize', ...args, '--packs', packs]);

test('E109: writes a model in fewer bits beside the original, tells what that saves and costs, and takes it back', async () => {
  const before = readdirSync(own()).sort();
  const original = readFileSync(path.join(own(), 'denoiser.onnx'));
  const { code, stdout } = await quantize('mine', '--json');
  expect(code).toBe(0);
  const { written, compared } = JSON.parse(stdout);
  expect(written).toMatchObject([{ precision: 'int8', path: 'denoiser.int8.onnx', originalBytes: original.length }]);
  expect(written[0].bytes).toBeLessThan(0.6 * original.length);
  expect(compared).toMatchObject({ steps: 4, width: 64, height: 64 });
  expect(compared.decibels).toBeGreaterThan(25);
  expect(readdirSync(own()).sort()).toEqual([...before, 'denoiser.int8.onnx', 'modelpack.local.json'].sort());
  expect(readFileSync(path.join(own(), 'denoiser.onnx')).equals(original)).toBe(true);

  const { stdout: listed } = await runCli(['pack', 'list', '--packs', packs]);
  expect(listed).toContain(`${own()}  (denoiser in int8)\n`);

  expect(await quantize('mine', '--undo')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(own()).sort()).toEqual([...before, 'modelpack.local.json'].sort());
});

test('says what there is, when there is nothing to quantise or no such model', async () => {
  expect(await quantize('mine', '--model', 'vae')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Model pack “mine” has no model “vae”'),
  });
  expect(await quantize('mine', '--model', 'upscaler')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('upscaler.onnx has no linear layers that are worth quantising'),
  });
  expect(await quantize()).toMatchObject({ code: 2 });
});
