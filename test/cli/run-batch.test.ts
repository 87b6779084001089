import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setAfterRun } from '../../src/core/after-run.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { runCli } from '../support/run-cli.ts';
import { workflowOf } from '../support/workflow-of.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-batch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A colour becomes a picture; a file that is read becomes another one. */
const solid = workflowOf({ solid: 'video/solid-video', save: 'video/save-picture' }, ['solid.video -> save.video'], {
  solid: { width: 16, height: 16, frames: 1 },
  save: { name: '{solid.color}' },
});
const copy = workflowOf({ load: 'video/load-video', save: 'video/save-picture' }, ['load.video -> save.video'], {
  load: { file: 'none.png' },
  save: { name: 'copy-{counter}' },
});
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
write('solid.json', serializeWorkflow(solid));
write('copy.json', serializeWorkflow(copy));
const batch = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(line)).join('\n');
const run = (...args: readonly string[]) => runCli(['run', ...args, '--out', 'out'], { cwd: folder });

test('each line is a run; what was written is listed by line', async () => {
  write('colours.jsonl', `${batch([{ 'solid.color': '#aa0000' }, { 'solid.color': '#00bb00' }])}\n\n`);
  const { code, stdout } = await run('solid.json', '--batch', 'colours.jsonl', '--set', 'solid.width=32');
  const out = (name: string) => path.join(folder, 'out', name);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `1\t${out('#aa0000.png')}\n2\t${out('#00bb00.png')}\n` });
});

test('E126: with --times seeds change from run to run, as the workflow says or all alike', async () => {
  const workflow = workflowOf(
    { seeds: 'list/seeds', pick: 'list/pick-item', show: 'text/show-text' },
    ['seeds.seeds -> pick.items', 'pick.item -> show.text'],
    {
      seeds: { seed: 7, count: 1 },
    },
  );
  write('fixed.json', serializeWorkflow(workflow));
  write('down.json', serializeWorkflow(setAfterRun(workflow, 'seeds', 'seed', 'decrement')));
  const shown = async (...args: readonly string[]) => (await run(...args)).stdout;
  expect(await shown('down.json', '--times', '3')).toBe('1\t7\n2\t6\n3\t5\n');
  expect(await shown('down.json', '--times', '2', '--seeds', 'increment')).toBe('1\t7\n2\t8\n');
  expect((await run('down.json', '--times', '0')).stderr).toContain('is not a whole number from 1 to 10000');
  const same = await run('fixed.json', '--times', '2');
  expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('all runs would be the same')]);
});

test('E2: with --to only what a node needs is run', async () => {
  const two = workflowOf(
    { a: 'text/prompt', b: 'text/prompt', showA: 'text/show-text', showB: 'text/show-text' },
    ['a.text -> showA.text', 'b.text -> showB.text'],
    { a: { text: 'one' }, b: { text: 'two' } },
  );
  write('two.json', serializeWorkflow(two));
  const { stdout } = await run('two.json', '--to', 'showB', '--json');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ kind: 'run-started', nodes: ['b', 'showB'] });
  expect((await run('two.json', '--to', 'showC')).stderr).toContain('--to showC: the workflow has no such node');

  const folded = makeSubgraph(two, nodeSpecs, { nodes: ['a', 'showA'] }, 'Inner').workflow;
  write('folded.json', serializeWorkflow(folded));
  expect((await run('folded.json', '--to', 'inner/showA')).stdout).toBe('one\n');
  const missing = await run('folded.json', '--to', 'inner/showC');
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('no node “inner/showC” to run to')]);
});

test('E121: a line that fails does not take the others with it; every event says its line', async () => {
  write('copies.jsonl', batch([{ 'load.file': 'nowhere.png' }, { 'load.file': path.join('out', '#aa0000.png') }]));
  const { code, stdout } = await run('copy.json', '--batch', 'copies.jsonl', '--json');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(events.filter(({ kind }) => /^(node-failed|run-finished|line-finished)$/.test(kind))).toMatchObject([
    { line: 1, kind: 'node-failed', node: 'load' },
    { line: 1, kind: 'run-finished', status: 'failed' },
    {
      line: 1,
      kind: 'line-finished',
      status: 'failed',
      files: [],
      failed: { node: 'load', failure: { kind: 'user' } },
    },
    { line: 2, kind: 'run-finished', status: 'done' },
    { line: 2, kind: 'line-finished', status: 'done', files: [{ name: 'copy-00001.png' }] },
  ]);
});

test('E120: one engine runs all lines: what a line has in common with an earlier one is not made again', async () => {
  write('same.jsonl', batch([{ 'save.name': 'one' }, { 'save.name': 'two' }]));
  const { stdout } = await run('solid.json', '--batch', 'same.jsonl', '--json');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(
    events.filter(({ kind }) => /^node-(started|cached)$/.test(kind)).map((e) => [e.line, e.kind, e.node]),
  ).toEqual([
    [1, 'node-started', 'solid'],
    [1, 'node-started', 'save'],
    [2, 'node-cached', 'solid'],
    [2, 'node-started', 'save'],
  ]);
});

test('texts that a line shows are listed like its files', async () => {
  const words = workflowOf({ prompt: 'text/prompt', show: 'text/show-text' }, ['prompt.text -> show.text']);
  write('words.json', serializeWorkflow(words));
  write('words.jsonl', batch([{ 'prompt.text': 'a cat\nspins' }, { 'prompt.text': '一只猫' }]));
  expect(await run('words.json', '--batch', 'words.jsonl')).toMatchObject({
    code: 0,
    stdout: '1\ta cat spins\n2\t一只猫\n',
  });
  const { stdout } = await run('words.json', '--batch', 'words.jsonl', '--json');
  const last = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'line-finished');
  expect(last.map(({ texts }) => texts)).toEqual([{ show: 'a cat\nspins' }, { show: '一只猫' }]);
});

test('the clips of a folder are captioned by a batch that names one on each line', async () => {
  write('tones.jsonl', batch([{ 'solid.color': '#f0f0f0' }, { 'solid.color': '#101010' }]));
  const clips = (await run('solid.json', '--batch', 'tones.jsonl')).stdout.trimEnd().split('\n');
  const caption = workflowOf(
    {
      pack: 'model/load-model-pack',
      load: 'video/load-video',
      caption: 'text/video-captioner',
      show: 'text/show-text',
    },
    ['pack.model -> caption.model', 'load.video -> caption.video', 'caption.text -> show.text'],
    { pack: { name: 'companions' } },
  );
  write('caption.json', serializeWorkflow(caption));
  write('clips.jsonl', batch(clips.map((clip) => ({ 'load.file': clip.split('\t')[1] }))));
  const packs = path.resolve('test/fixtures');
  expect(await run('caption.json', '--batch', 'clips.jsonl', '--packs', packs)).toMatchObject({
    code: 0,
    stdout: '1\tfive十九seven three six one two four\n2\t九seven three six one two four\n',
  });
});

test('E121: what is wrong with lines is told, all at once, before anything runs', async () => {
  const before = readdirSync(path.join(folder, 'out'));
  write('wrong.jsonl', batch([{ 'solid.color': 'red' }, { 'solid.color': '#123456' }, { 'solid.colour': 1, x: 2 }]));
  expect(await run('solid.json', '--batch', 'wrong.jsonl')).toEqual({
    code: 2,
    stdout: '',
    stderr: [
      'wrong.jsonl cannot be run:',
      'line 1: solid.color=red: "red" is not a colour: write it as #rrggbb',
      'line 3: solid.colour=1: solid (Solid Video) has no setting “colour”',
      '',
    ].join('\n'),
  });
  write('broken.jsonl', '{"solid.color": "#123456"}\n{"solid.color"\n[1]');
  expect((await run('solid.json', '--batch', 'broken.jsonl')).stderr).toBe(
    'These lines are no settings:\nbroken.jsonl, line 2: {"solid.color"\nbroken.jsonl, line 3: [1]\n' +
      'Write each line as an object of settings, such as {"prompt.text": "a cat spins", "noise.seed": 3}.\n',
  );
  expect((await run('solid.json', '--batch', 'missing.jsonl')).code).toBe(2);
  expect(readdirSync(path.join(folder, 'out'))).toEqual(before);
});
