// What models and videos cost: the sampler beside its model, opening large weights, memory while encoding, and memory over many runs.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeRandomDit } from './random-dit.mjs';
import { openNodes } from './run-nodes.mjs';

const BLOCKS = 21;
const ROUNDS = 3;
const PREVIEW_ROUNDS = 9;

export async function modelFigures(parts, root, bundle) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
  try {
    const small = await samplerOverhead(parts, path.join(root, 'models'), 'sprites', 20);
    fs.cpSync(path.join(root, 'models', 'sprites'), path.join(folder, 'large'), { recursive: true });
    const bytes = writeRandomDit(parts, path.join(folder, 'large'), BLOCKS);
    const open = await timeOpening(parts, path.join(folder, 'large', 'denoiser.onnx'));
    const large = await samplerOverhead(parts, folder, 'large', 4);
    const encode = JSON.parse(await inOwnProcess('encode-hd.mjs', [bundle]));
    const growth = JSON.parse(
      await inOwnProcess('rss-growth.mjs', [bundle, root], parts.EXECUTOR_FLAGS, parts.EXECUTOR_ENVIRONMENT),
    );
    const millions = Math.round(bytes / 4e6);
    return {
      sampler_overhead_small: {
        value: round(small),
        target: '≤ 1.10',
        note: `DiT Sampler ÷ its model, built-in pack, 20 steps, previews on; best of ${ROUNDS}`,
      },
      preview_overhead: {
        value: round(await previewOverhead(parts, path.join(root, 'models'), 'sprites', 40)),
        target: '≤ 1.03',
        note: `processor time with previews ÷ without, built-in pack, 40 steps; best of ${PREVIEW_ROUNDS} in turn`,
      },
      sampler_overhead_large: { value: round(large), target: '≤ 1.01', note: `random weights, ${millions} M of them` },
      open_large_first_ms: { value: round(open.first), note: `${Math.round(bytes / 1e6)} MB of weights` },
      open_large_again_ms: { value: round(open.again), target: '< 1000', note: 'closed, and opened again' },
      open_large_mb: { value: round(open.megabytes), note: 'growth of this process when it is open' },
      encode_hd_mb: { value: round(encode.own), target: '≤ 300', note: '10 s of 1080p; peak above idle, our process' },
      encode_hd_with_ffmpeg_mb: { value: round(encode.together), note: 'the same and ffmpeg' },
      rss_growth_200_runs: { value: round(growth.ratio), target: '≤ 1.05', note: growth.note },
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function samplerOverhead(parts, packFolder, name, steps) {
  const nodes = openNodes(parts, [packFolder]);
  const { model } = await nodes.run('model/load-model-pack', { name });
  await nodes.sample(model, 'a pig moves right on green grass', { steps: 1 });
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let [start, inside] = [0, 0];
    const onReady = () => {
      [start, inside] = [performance.now(), nodes.sessions.modelMilliseconds];
    };
    await nodes.sample(model, 'a pig moves right on green grass', { steps, onReady });
    best = Math.min(best, (performance.now() - start) / (nodes.sessions.modelMilliseconds - inside));
  }
  await nodes.close();
  return best;
}

/**
 * Processor time of sampling that shows its latent ÷ that of sampling the same pack when it declares no preview; in turn, so that whatever
 * else goes on meets both.
 */
async function previewOverhead(parts, packFolder, name, steps) {
  const nodes = openNodes(parts, [packFolder]);
  const { model } = await nodes.run('model/load-model-pack', { name });
  const packs = [model, { ...model, manifest: { ...model.manifest, preview: undefined } }];
  const times = new Map(packs.map((pack) => [pack, []]));
  for (let round = 0; round <= PREVIEW_ROUNDS; round++) {
    for (const pack of round % 2 ? packs : packs.toReversed()) {
      let start;
      const onReady = () => {
        start = process.cpuUsage();
      };
      await nodes.sample(pack, 'a pig moves right on green grass', { steps, onReady });
      const { user, system } = process.cpuUsage(start);
      // The first is slower, whichever it is.
      if (round > 0) times.get(pack).push(user + system);
    }
  }
  const shown = nodes.pictures.length;
  await nodes.close();
  if (shown < PREVIEW_ROUNDS) throw new Error('No previews were shown');
  const [withPreviews, without] = packs.map((pack) => Math.min(...times.get(pack)));
  return withPreviews / without;
}

async function timeOpening({ createSessions }, file) {
  const open = async () => {
    const sessions = createSessions();
    const before = process.memoryUsage.rss();
    const start = performance.now();
    await sessions.use(file, async () => {});
    const milliseconds = performance.now() - start;
    const megabytes = (process.memoryUsage.rss() - before) / 1024 ** 2;
    await sessions.close();
    return { milliseconds, megabytes };
  };
  const first = await open();
  const again = await open();
  return { first: first.milliseconds, again: again.milliseconds, megabytes: first.megabytes };
}

async function inOwnProcess(file, args, flags = [], environment = {}) {
  const script = path.join(import.meta.dirname, file);
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', ...flags, script, ...args], { env });
  return stdout.trim().split('\n').at(-1);
}

function round(value) {
  return Number(value.toPrecision(4));
}
