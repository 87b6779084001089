// What a newcomer waits for: the demo from start to file, the time to the first sampler step, the help text.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const cli = path.resolve(import.meta.dirname, '../dist/cli.js');
const preload = new URL('report-usage.mjs', import.meta.url).href;
const RUNS = 5;

export async function measure() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
  try {
    await runDemo(folder);
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await runDemo(folder));
    const middle = (key) => round(median(runs.map((run) => run[key])));
    return {
      wall_s: { value: middle('wall'), note: `npm run demo without npm and the build; median of ${RUNS}` },
      model_s: { value: middle('model'), note: 'of which inside the model runtime: opening models and running them' },
      overhead_ratio: {
        value: middle('overhead'),
        target: '≤ 0.15',
        note: 'of the run, the part that is not in the model runtime',
      },
      first_step_s: {
        value: middle('firstStep'),
        target: '≤ 1.5',
        note: 'start of the process to the first finished sampler step',
      },
      help_ms: {
        value: Math.round(median(Array.from({ length: 9 }, timeHelp))),
        target: '≤ 250',
        note: 'patchloom --help',
      },
      peak_rss_mb: { value: middle('peak'), target: '≤ 600' },
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function runDemo(folder) {
  const usage = path.join(folder, 'usage');
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', preload, cli, 'demo', '--json', '--out', folder], {
    env: { ...process.env, PATCHLOOM_BENCH_USAGE: usage },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  let firstStep;
  let finished;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.kind === 'node-progress' && event.progress.done === 1) firstStep ??= (performance.now() - start) / 1000;
    if (event.kind === 'run-finished') finished = event;
  }
  const code = await exited;
  if (code !== 0 || finished?.status !== 'done') throw new Error(`The demo ended with ${code}`);
  return {
    wall: (performance.now() - start) / 1000,
    model: finished.modelSeconds,
    overhead: 1 - finished.modelSeconds / finished.seconds,
    firstStep,
    peak: Number(fs.readFileSync(usage, 'utf8')) / 1024,
  };
}

function timeHelp() {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [cli, '--help']);
  if (status !== 0) throw new Error(`patchloom --help ended with ${status}`);
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function round(value) {
  return Number(value.toPrecision(3));
}
