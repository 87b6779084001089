// Whole runs of packs: in fewer bits against floats, and by these nodes against diffusers.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeRandomDit } from './random-dit.mjs';
import { openNodes } from './run-nodes.mjs';

const root = path.resolve(import.meta.dirname, '../..');
/** Of 12·768² weights each: wide enough for matrix products to be what a step takes. */
const DIT_BLOCKS = 8;
export const ROUNDS = 3;
/** Of two steps of each in turns. A step is longer than a machine leaves anybody alone that has other work: of many, some are. */
export const STEP_ROUNDS = 12;

/**
 * What fewer bits save on a transformer with random weights, and cost on the built-in pack. The transformer has the width of DiT-B, the least that
 * anybody would quantise, and as many blocks as make a step long enough to be timed. Layers of the built-in pack are 256 wide: too little of a
 * step for its time to tell about others, but its pictures mean something, which those of random weights do not.
 */
export async function fewerBits(parts, precision) {
  const { compareVariants, createModelPacks, quantisePack } = parts;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
  try {
    for (const name of ['small', 'large'])
      fs.cpSync(path.join(root, 'models', 'sprites'), path.join(folder, name), { recursive: true });
    const bytes = writeRandomDit(parts, path.join(folder, 'large'), DIT_BLOCKS);
    const packs = createModelPacks([folder]);
    const signal = new AbortController().signal;
    const [written] = await quantisePack(packs, await packs.load('large'), 'denoiser', [precision]);
    const [floats, fewer] = await stepTimes(parts, packs, await packs.load('large'), signal);
    await quantisePack(packs, await packs.load('small'), 'denoiser', [precision]);
    const { decibels } = await compareVariants(packs, await packs.load('small'), signal);
    return {
      speedup: floats / fewer,
      milliseconds: floats,
      millions: Math.round(bytes / 4e6),
      size: written.bytes / written.originalBytes,
      decibels,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of a step of a pack's own denoiser, and of its variant. */
async function stepTimes({ fasterOf, openPackRuns, withoutVariants }, packs, pack, signal) {
  const runs = openPackRuns(packs, signal);
  try {
    return await fasterOf(runs, [await runs.prepare(withoutVariants(pack)), await runs.prepare(pack)], STEP_ROUNDS);
  } finally {
    await runs.close();
  }
}

/** Seconds for a run of the same weights by the nodes of `text-to-video-any-pack.json`, and by diffusers' pipeline. */
export async function tinyWan(parts, python) {
  const nodes = openNodes(parts, [path.join(root, 'test', 'fixtures', 'packs')]);
  const { model } = await nodes.run('model/load-model-pack', { name: 'tiny-wan' });
  const size = { width: 32, height: 48, frames: 9 };
  const once = async (prompt) => {
    const encode = async (text) => (await nodes.run('conditioning/text-encoder', { model, text })).conditioning;
    const { denoiser } = await nodes.run('sampling/denoiser', { model, positive: await encode(prompt) });
    // Another text each time: what is encoded once is remembered.
    const guided = await nodes.run('guidance/pack-guidance', { denoiser, negative: await encode(`not ${prompt}`) });
    const { sampler } = await nodes.run('sampling/sampler', { name: 'pack' });
    const { latent: noise } = await nodes.run('latent/noise-latent', { model, ...size });
    const { sigmas } = await nodes.run('sampling/sigmas', { model, latent: noise, steps: 20 });
    const { latent } = await nodes.run('sampling/sample', { ...guided, noise, sampler, sigmas });
    await nodes.run('video/vae-decode', { model, latent });
  };
  let ours = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await once(`a small panda walks ${round}`);
    if (round > 0) ours = Math.min(ours, (performance.now() - start) / 1000);
  }
  await nodes.close();
  const program = python ?? 'python3';
  try {
    const { stdout } = await promisify(execFile)(
      program,
      ['-W', 'ignore', '-m', 'export.time_tiny_wan', String(ROUNDS)],
      {
        cwd: path.join(root, 'training'),
      },
    );
    return { ours, theirs: Number(stdout.trim().split('\n').at(-1)) };
  } catch (error) {
    const reason = String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .at(-1);
    return {
      ours,
      reason: `${program} has no diffusers (${reason}); name one that has, with training/requirements.txt, by --python PATH or PATCHLOOM_PYTHON`,
    };
  }
}
