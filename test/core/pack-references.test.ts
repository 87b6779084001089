import { describe, expect, test } from 'vitest';
import noiseLatent from '../../nodes/latent/noise-latent.ts';
import loadModelPack from '../../nodes/model/load-model-pack.ts';
import prompt from '../../nodes/text/prompt.ts';
import { toNodeSpec } from '../../src/core/define-node.ts';
import { missingPacks, packBehind, putPackIn } from '../../src/core/pack-references.ts';
import { parseWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { workflowOf } from '../support/workflow-of.ts';

const specs = new Map([loadModelPack, noiseLatent, prompt].map((node) => [node.id, toNodeSpec(node as never)]));
const types = {
  pack: 'model/load-model-pack',
  other: 'model/load-model-pack',
  noise: 'latent/noise-latent',
  prompt: 'text/prompt',
};
const workflow = workflowOf(types, ['other.model -> noise.model'], { other: { name: 'wan' } });

describe('missing packs', () => {
  test('are those that a node names, by its value or by default, and that are not here', () => {
    expect(missingPacks(workflow, specs, ['sprites'])).toEqual([
      { name: 'wan', nodes: [{ node: 'other', port: 'name' }], source: undefined },
    ]);
    expect(missingPacks(workflow, specs, ['wan', 'sprites'])).toEqual([]);
    expect(missingPacks(workflow, specs, []).map(({ name }) => name)).toEqual(['sprites', 'wan']);
  });

  test('have the source that the workflow was saved with', () => {
    const named = putPackIn(workflow, [{ node: 'pack', port: 'name' }], { name: 'cog', source: 'hf:some/cog' });
    const opened = parseWorkflow(serializeWorkflow(named));
    expect(missingPacks(opened, specs, ['wan'])).toEqual([
      { name: 'cog', nodes: [{ node: 'pack', port: 'name' }], source: 'hf:some/cog' },
    ]);
  });

  test('are not asked for where a wire brings the name', () => {
    const wired = workflowOf(types, ['prompt.text -> pack.name'], { other: { name: 'sprites' } });
    expect(missingPacks(wired, specs, ['sprites'])).toEqual([]);
  });
});

test('the pack behind a node is found along its model wire', () => {
  expect(packBehind(workflow, specs, 'noise')).toBe('wan');
  expect(packBehind(workflow, specs, 'prompt')).toBeUndefined();
});
