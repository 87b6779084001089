import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkflow, serializeWorkflow, type Workflow } from '../../../src/core/workflow.ts';
import { captureRun } from '../../support/captured-run.ts';
import { floatsOf, largestDifference, workflowWith } from '../../support/expected-run.ts';

/** LoRAs, and what diffusers made with them: `training/export/tiny_lora.py`. */
const LORAS = 'test/fixtures/loras';
const PACKS = ['test/fixtures/packs'];

interface Expected {
  readonly pack: string;
  readonly workflow: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly loras: readonly Use[];
  readonly latent: { readonly base64: string };
}

interface Use {
  readonly file: string;
  readonly strength: number;
}

const cases = readdirSync(LORAS).filter((name) => name.endsWith('.json'));

describe.each(cases)('%s', (name) => {
  const expected: Expected = JSON.parse(readFileSync(`${LORAS}/${name}`, 'utf8'));
  test('several LoRAs with strengths give the latents that diffusers makes with them', async () => {
    const workflow = withLoras(workflowWith(expected.workflow, expected.settings), expected.loras);
    const { latents } = await captureRun(workflow, ['sample.latent'], PACKS, [LORAS]);
    const latent = latents['sample.latent']?.samples.data ?? [];
    const wanted = floatsOf(expected.latent.base64);
    expect(largestDifference(latent, wanted)).toBeLessThanOrEqual(1e-3 * Math.max(1, ...wanted.map(Math.abs)));
  });
});

/** A workflow in which everything that reads the pack reads it with these LoRAs. */
function withLoras(workflow: Workflow, loras: readonly Use[]): Workflow {
  const document = JSON.parse(serializeWorkflow(workflow));
  const last = loras.length === 0 ? 'pack' : `lora${loras.length - 1}`;
  for (const edge of document.edges) if (edge.from === 'pack.model') edge.from = `${last}.model`;
  for (const [index, { file, strength }] of loras.entries()) {
    const widgets = { file: path.join(LORAS, file), strength };
    document.nodes[`lora${index}`] = { type: 'model/load-lora', version: 1, position: [0, 0], widgets };
    document.edges.push({ from: `${index === 0 ? 'pack' : `lora${index - 1}`}.model`, to: `lora${index}.model` });
  }
  return readWorkflow(document);
}
