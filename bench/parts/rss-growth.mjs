// Two hundred runs of the demo with two steps each, all with another seed, in a process of its own. Arguments: bundle, repository.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const { createEngine, parseWorkflow, setWidget } = await import(process.argv[2]);
const root = process.argv[3];
const [RUNS, SETTLED] = [200, 20];
const outputFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
const engine = createEngine({ outputFolder, packFolders: [path.join(root, 'models')], cacheBytes: 8 * 1024 ** 2 });
const example = parseWorkflow(fs.readFileSync(path.join(root, 'workflows', 'text-to-video.json'), 'utf8'));
const short = setWidget(example, 'sampler', 'steps', 2);
let settled = 0;
for (let run = 1; run <= RUNS; run++) {
  const options = { runId: 'bench', name: 'bench', signal: new AbortController().signal, onEvent() {} };
  const result = await engine.run(setWidget(short, 'noise', 'seed', run), options);
  if (result.status !== 'done') throw new Error(result.failed?.failure.message);
  if (run !== SETTLED && run !== RUNS) continue;
  globalThis.gc();
  if (run === SETTLED) settled = process.memoryUsage.rss();
}
const ratio = process.memoryUsage.rss() / settled;
await engine.close();
fs.rmSync(outputFolder, { recursive: true });
console.log(
  JSON.stringify({
    ratio,
    note: `${Math.round(settled / 1024 ** 2)} MB after ${SETTLED} runs; two steps each; a process with the flags of the executor’s`,
  }),
);
