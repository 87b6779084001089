import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { runCli } from '../support/run-cli.ts';
import { workflowOf } from '../support/workflow-of.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a text that a workflow shows is printed, before the files that were written', async () => {
  const nodes = {
    prompt: 'text/prompt',
    show: 'text/show-text',
    solid: 'video/solid-video',
    save: 'video/save-picture',
  };
  const workflow = workflowOf(nodes, ['prompt.text -> show.text', 'solid.video -> save.video'], {
    prompt: { text: 'a quiet sea' },
    solid: { width: 16, height: 16, frames: 1 },
    save: { name: 'sea' },
  });
  writeFileSync(path.join(folder, 'sea.json'), serializeWorkflow(workflow));
  const { code, stdout } = await runCli(['run', 'sea.json', '--out', 'out'], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `a quiet sea\n${path.join(folder, 'out/sea.png')}\n` });
});
