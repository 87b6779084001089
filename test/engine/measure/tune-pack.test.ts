import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRatios } from '../../../src/diffusion/caching/mag-cache.ts';
import { peakSignalToNoise } from '../../../src/engine/measure/compare-variants.ts';
import { forgetTuning, tunePack } from '../../../src/engine/measure/tune-pack.ts';
import { createModelPacks } from '../../../src/engine/model-packs.ts';

const signal = new AbortController().signal;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchloom-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('E110: what was measured is noted beside the pack, where guidance and MagCache find it, and can be forgotten', async () => {
  cpSync('models/sprites', path.join(folder, 'mine'), { recursive: true });
  const own = readFileSync(path.join(folder, 'mine/modelpack.json'), 'utf8');
  const packs = createModelPacks([folder]);
  const { branches, magnitudeRatios } = await tunePack(packs, 'mine', 3, signal);
  expect(magnitudeRatios.length).toBe(3);
  expect(magnitudeRatios[0]).toBe(1);
  const { manifest } = await packs.load('mine');
  expect(parseRatios('', manifest)).toEqual(magnitudeRatios);
  const isApart = (branches?.together ?? 0) > 1.03 * (branches?.apart ?? 0);
  expect([branches?.chosen, manifest.denoiser.batch]).toEqual(isApart ? ['apart', 'one'] : ['together', 'any']);
  await forgetTuning(packs, 'mine');
  const forgotten = (await packs.load('mine')).manifest;
  expect([forgotten.calibration, forgotten.denoiser.batch]).toEqual([undefined, 'any']);
  expect(readFileSync(path.join(folder, 'mine/modelpack.json'), 'utf8')).toBe(own);
});

test('a pack that wants a picture is not measured by itself, and nothing is written beside it', async () => {
  const packs = createModelPacks(['test/fixtures/packs']);
  await expect(tunePack(packs, 'tiny-svd', 2, signal)).rejects.toThrow('wants a picture');
  expect(existsSync('test/fixtures/packs/tiny-svd/modelpack.local.json')).toBe(false);
});

test('decibels: a difference of one step of 255 everywhere is 48.13, none is infinitely many', () => {
  expect(peakSignalToNoise(Uint8Array.of(0, 100), Uint8Array.of(1, 99))).toBeCloseTo(48.1308, 4);
  expect(peakSignalToNoise(Uint8Array.of(7), Uint8Array.of(7))).toBe(Number.POSITIVE_INFINITY);
});
