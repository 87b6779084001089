import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskResults } from '../../src/engine/disk-results.ts';
import type { Executor } from '../../src/engine/executor.ts';
import { readResult, writeResult } from '../../src/engine/stored-result.ts';
import { createTestChildExecutor, createTestEngine, createTestExecutor, testWorkflow } from '../support/test-engine.ts';

let folder: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-disk-'));
});
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
  await fs.rm(folder, { recursive: true });
});

/** `hard` declares that its results are worth keeping, `zeros` that makes what it reads does not. */
const workflow = (length = 8, factor = 2) =>
  testWorkflow(
    { zeros: 'zeros', hard: 'hard', length: 'length' },
    ['zeros.latent -> hard.latent', 'hard.latent -> length.latent'],
    { zeros: { length }, hard: { factor } },
  );

/** An engine as after a start: only what lies on disk is known. */
async function start(executor: Executor = createTestExecutor(), bytes = 2 ** 20, release = 'r1', longSeconds?: number) {
  const disk = new DiskResults(folder, release, bytes);
  const engine = createTestEngine(executor, 2 ** 20, undefined, disk, longSeconds);
  open.push(disk, executor);
  return { ...engine, disk };
}

async function stop(): Promise<void> {
  for (const closable of open.splice(0)) await closable.close();
}

const files = async () => (await fs.readdir(path.join(folder, 'r1'))).sort();

describe.each([
  ['in this process', createTestExecutor],
  ['in a process of its own', () => createTestChildExecutor()],
])('with nodes %s', (_, createExecutor) => {
  test('E57: what was expensive is there after a restart, and neither it nor what only it read is made again', async () => {
    const first = await start(createExecutor());
    expect((await first.run(workflow())).result.ran).toEqual(['zeros', 'hard', 'length']);
    await stop();
    expect(await files()).toHaveLength(1);
    const second = await start(createExecutor());
    const { result, events } = await second.run(workflow());
    expect(result).toMatchObject({ status: 'done', ran: ['length'], cached: ['zeros', 'hard'] });
    expect(events.find((event) => event.kind === 'node-cached' && event.node === 'hard')).toMatchObject({
      outputs: { latent: { type: 'latent', text: 'latent [1, 1, 1, 1, 8]' } },
    });
    expect((await second.run(workflow(8, 3))).result.ran).toEqual(['zeros', 'hard', 'length']);
    expect(await second.executor.countValues()).toBe(second.cache.valueCount);
  });
});

test('E57: a file that is damaged, cut off or from elsewhere is removed, and the result made anew from what it reads', async () => {
  const first = await start();
  await first.run(workflow());
  await stop();
  const [name = ''] = await files();
  const file = path.join(folder, 'r1', name);
  const whole = await fs.readFile(file);
  const flipped = Buffer.from(whole);
  flipped[whole.length - 3] = (flipped[whole.length - 3] ?? 0) ^ 1;
  for (const damaged of [flipped, whole.subarray(0, -1), Buffer.from('hello'), Buffer.alloc(0)]) {
    await fs.writeFile(file, damaged);
    const again = await start();
    expect((await again.run(workflow())).result).toMatchObject({ status: 'done', ran: ['zeros', 'hard', 'length'] });
    await stop();
    expect((await fs.readFile(file)).equals(whole)).toBe(true);
  }
});

test('E27, E57: a run that is stopped while results come back ends with the process, and they are there for the next one', async () => {
  const first = await start();
  await first.run(workflow());
  await stop();
  let stopRun = () => {};
  const load = async () => {
    stopRun();
    throw new Error('The process was ended');
  };
  const second = await start({ ...createTestExecutor(), load });
  const { result } = await second.run(workflow(), (_, stop) => {
    stopRun = stop;
  });
  expect(result).toMatchObject({ status: 'stopped', ran: [] });
  await stop();
  const third = await start();
  expect((await third.run(workflow())).result.ran).toEqual(['length']);
});

test('E57: what took long is kept as well; what is in memory is not read again', async () => {
  const first = await start(undefined, undefined, undefined, 0);
  await first.run(workflow());
  await stop();
  expect(await files()).toHaveLength(3);
  const second = await start();
  expect((await second.run(workflow())).result.ran).toEqual([]);
  await fs.rm(path.join(folder, 'r1'), { recursive: true });
  expect((await second.run(workflow())).result.ran).toEqual([]);
});

test('E57: results of other code are not used', async () => {
  await (await start()).run(workflow());
  await stop();
  expect((await (await start(undefined, undefined, 'r2')).run(workflow())).result.ran).toContain('hard');
});

test('E58: over the budget, what was used longest ago goes first, also when that was before the start', async () => {
  const first = await start();
  for (const factor of [1, 2, 3]) {
    await first.run(workflow(8, factor));
    await first.disk.close();
    const newest = await newestFile();
    // File systems may count in whole seconds.
    await fs.utimes(newest, factor, factor);
  }
  await stop();
  expect(await files()).toHaveLength(3);
  const size = (await fs.stat(await newestFile())).size;
  const second = await start(undefined, size * 3);
  // The oldest is used, which makes it the newest.
  expect((await second.run(workflow(8, 1))).result.cached).toContain('hard');
  await second.run(workflow(8, 4));
  await stop();
  expect(await files()).toHaveLength(3);
  const third = await start(undefined, size * 3);
  const ran = async (factor: number) => (await third.run(workflow(8, factor))).result.ran.includes('hard');
  expect([await ran(1), await ran(3), await ran(4), await ran(2)]).toEqual([false, false, false, true]);
});

async function newestFile(): Promise<string> {
  const all = await Promise.all(
    (await files()).map(async (name) => {
      const file = path.join(folder, 'r1', name);
      return { file, at: (await fs.stat(file)).mtimeMs };
    }),
  );
  return all.sort((a, b) => b.at - a.at)[0]?.file ?? '';
}

test('E58: nothing is kept under a budget of nothing, and what is there goes when it is lowered', async () => {
  const first = await start();
  await first.run(workflow());
  await first.disk.close();
  expect(await files()).toHaveLength(1);
  first.disk.setBudget(0);
  await first.disk.close();
  expect(await files()).toHaveLength(0);
  await first.run(workflow(9));
  await first.disk.close();
  expect(await files()).toHaveLength(0);
});

test('E58: what is large for the budget is not kept', async () => {
  const first = await start(undefined, 40_000);
  await first.run(workflow(3000));
  await first.run(workflow(1000));
  await stop();
  expect(await files()).toHaveLength(1);
});

test('a disk that can’t be written is no failure', async () => {
  await fs.writeFile(path.join(folder, 'r1'), 'a file where the folder should be');
  expect((await (await start()).run(workflow())).result.status).toBe('done');
});

test('all that is plain data comes back as it was, to the bit', async () => {
  const file = path.join(folder, 'a.result');
  const data = new Float32Array([1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-40]);
  const outputs = {
    latent: { type: 'latent', value: { samples: { data: data.subarray(1), dims: [1, 1, 1, 1, 4] } } },
    text: { type: 'text', value: 'é\n' },
    conditioning: {
      type: 'conditioning',
      value: { context: { data, dims: [1, 5, 1] }, mask: { data: new BigInt64Array([1n, -1n]), dims: [1, 2] } },
    },
  } as const;
  const picture = { url: 'data:image/png;base64,AAAA', width: 1, height: 2 };
  const bytes = await writeResult(file, { outputs, picture });
  expect(bytes).toBe((await fs.stat(file)).size);
  expect(await readResult(file)).toEqual({ outputs, picture });
  expect(await readResult(path.join(folder, 'none'))).toBeUndefined();
});
