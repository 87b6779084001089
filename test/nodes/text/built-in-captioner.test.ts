import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseWorkflow } from '../../../src/core/workflow.ts';
import { captureRun } from '../../support/captured-run.ts';

test('the built-in captioner says what the built-in model was asked for', async () => {
  const workflow = parseWorkflow(readFileSync('workflows/caption-clip.json', 'utf8'));
  const { texts } = await captureRun(workflow, ['prompt.text', 'caption.text']);
  expect(texts['prompt.text']).toBe('a balloon rises up in a blue sky');
  expect(texts['caption.text']).toMatch(/^a balloon \w+( up)? in (a blue|the) sky$/);
});
