import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSqlRunStore } from '../../src/server/sql-run-store.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-history-'));
afterAll(() => rmSync(folder, { recursive: true }));
const history = (...args: readonly string[]) => runCli(['history', '--data', folder, ...args]);

test('E127: the history is listed and searched, and a run opened as it was', async () => {
  expect(await history()).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no history in') });
  const store = openSqlRunStore(path.join(folder, 'runs.sqlite'));
  for (const [runId, value] of [
    ['0a1b2c3d-first', 7],
    ['0a9f-second', 8],
  ] as const) {
    const seeds = [{ node: 'noise', widget: 'seed', value }];
    const record = { runId, name: 'clip', askedAt: 0, status: 'waiting' as const, seeds, files: [], nodeSeconds: {} };
    store.add({ record, json: `{"run":"${runId}"}` }, `seed ${value}`);
    store.update({ ...record, status: 'done', seconds: 2 });
  }
  store.close();
  const line = (id: string, seed: number) => `${id}\t1970-01-01 00:00\tdone\t2.0 s\tclip\tnoise.seed=${seed}\t\n`;
  expect((await history()).stdout).toBe(line('0a9f-sec', 8) + line('0a1b2c3d', 7));
  expect((await history('SEED', '7')).stdout).toBe(line('0a1b2c3d', 7));
  expect((await history('--open', '0a1b')).stdout).toBe('{"run":"0a1b2c3d-first"}');
  expect((await history('--open', '0a')).stderr).toContain('The ids of 2 runs begin with 0a');
});
