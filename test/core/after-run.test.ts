import { expect, test } from 'vitest';
import { advanceSeeds, afterRunOf, setAfterRun } from '../../src/core/after-run.ts';
import { connect, setWidget } from '../../src/core/edits.ts';
import { parseWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const seeded = (seed: number) => workflowOf({ count: 'sample/count' }, [], { count: { seed } });
const seedOf = (workflow: ReturnType<typeof seeded>) => workflow.nodes.count?.widgets.seed;

test.each([
  ['fixed', 7, 7],
  ['increment', 7, 8],
  ['increment', Number.MAX_SAFE_INTEGER, 0],
  ['decrement', 7, 6],
  ['decrement', 0, Number.MAX_SAFE_INTEGER],
  ['random', 7, 2 ** 31],
] as const)('a seed that is “%s” after a run goes from %d to %d', (afterRun, before, after) => {
  const workflow = setAfterRun(seeded(before), 'count', 'seed', afterRun);
  expect(seedOf(advanceSeeds(workflow, SAMPLE_SPECS, () => 0.5))).toBe(after);
});

test('a seed that was never touched counts on from its default', () => {
  const workflow = setAfterRun(workflowOf({ count: 'sample/count' }), 'count', 'seed', 'increment');
  expect(seedOf(advanceSeeds(workflow, SAMPLE_SPECS, () => 0))).toBe(1);
});

test('a seed that a wire gives, and what is no seed, stay as they are', () => {
  const two = workflowOf({ count: 'sample/count', other: 'sample/count' }, [], { count: { seed: 7, width: 64 } });
  const wired = connect(two, { node: 'other', port: 'number' }, { node: 'count', port: 'seed' });
  expect(
    advanceSeeds(setAfterRun(wired, 'count', 'seed', 'random'), SAMPLE_SPECS, () => 0.5).nodes.count?.widgets,
  ).toEqual({ seed: 7, width: 64 });
  const odd = setAfterRun(setAfterRun(two, 'count', 'width', 'increment'), 'count', 'gone', 'increment');
  expect(advanceSeeds(odd, SAMPLE_SPECS, () => 0.5)).toBe(odd);
});

test('it is saved beside the values; a document that keeps all seeds is saved as before there was a choice', () => {
  const plain = seeded(7);
  const random = setAfterRun(plain, 'count', 'seed', 'random');
  expect(afterRunOf(parseWorkflow(serializeWorkflow(random)), 'count', 'seed')).toBe('random');
  expect(afterRunOf(plain, 'count', 'seed')).toBe('fixed');
  expect(serializeWorkflow(setAfterRun(random, 'count', 'seed', 'fixed'))).toBe(serializeWorkflow(plain));
  expect(serializeWorkflow(setWidget(plain, 'count', 'seed', 7))).not.toContain('afterRun');
});
