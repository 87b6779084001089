// What models and videos cost: the sampler beside its model, opening large weights, memory while encoding, and memory over many runs.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeRandomDit } from './random-dit.mjs';
import { openNodes } from './run-nodes.mjs';

const BLOCKS = 21;
const ROUNDS = 5;

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
        value: round(small.withPreviews),
        target: '≤ 1.10',
        note: `DiT Sampler ÷ its model, built-in pack, 20 steps, previews on; best of ${ROUNDS}`,
      },
      preview_overhead: {
        value: round(small.previews),
        target: '≤ 1.03',
        note: 'the same with previews ÷ without',
      },
      sampler_overhead_large: {
        value: round(large.withPreviews),
        target: '≤ 1.01',
        note: `random weights, ${millions} M of them`,
      },
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

/** How much longer sampling takes than its model, with previews and without: the best of some rounds in turn, so that whatever else goes on meets both. */
async function samplerOverhead(parts, packFolder, name, steps) {
  const nodes = openNodes(parts, [packFolder]);
  const { model } = await nodes.run('model/load-model-pack', { name });
  const packs = [model, { ...model, manifest: { ...model.manifest, preview: undefined } }];
  await nodes.sample(model, 'a pig moves right on green grass', { steps: 1 });
  const best = packs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, pack] of packs.entries()) {
      let [start, inside] = [0, 0];
      const onReady = () => {
        [start, inside] = [performance.now(), nodes.sessions.modelMilliseconds];
      };
      await nodes.sample(pack, 'a pig moves right on green grass', { steps, onReady });
      best[index] = Math.min(best[index], (performance.now() - start) / (nodes.sessions.modelMilliseconds - inside));
    }
  }
  const shown = nodes.pictures.length;
  await nodes.close();
  if (shown < ROUNDS) throw new Error('No previews were shown');
  return { withPreviews: best[0], previews: best[0] / best[1] };
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
