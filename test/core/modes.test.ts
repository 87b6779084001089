import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activeWorkflow } from '../../src/core/active-workflow.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { planRun } from '../../src/core/plan.ts';
import { validateWorkflow } from '../../src/core/validate.ts';
import { portName, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const wires = (workflow: Workflow) => workflow.edges.map(({ from, to }) => `${portName(from)} -> ${portName(to)}`);
const active = (workflow: Workflow) => activeWorkflow(workflow, SAMPLE_SPECS);
const steps = (workflow: Workflow) => planRun(workflow, SAMPLE_SPECS).steps.map(({ node }) => node);

const chain = workflowOf({ a: 'sample/words', b: 'sample/join', c: 'sample/join', show: 'sample/show' }, [
  'a.text -> b.left',
  'b.text -> c.left',
  'c.text -> show.text',
]);

describe('a bypassed node', () => {
  test('E30: hands its input through to what reads it', () => {
    const bypassed = changeNodes(chain, ['b'], { mode: 'bypass' });
    expect(wires(active(bypassed))).toEqual(['a.text -> c.left', 'c.text -> show.text']);
    expect(steps(bypassed)).toEqual(['a', 'c', 'show']);
  });

  test('E30: several in a row hand it through all of them', () => {
    const bypassed = changeNodes(chain, ['b', 'c'], { mode: 'bypass' });
    expect(wires(active(bypassed))).toEqual(['a.text -> show.text']);
  });

  test('E30: without an input that fits, what needs it does not run', () => {
    const bypassed = changeNodes(chain, ['a'], { mode: 'bypass' });
    expect(Object.keys(active(bypassed).nodes)).toEqual([]);
    expect(validateWorkflow(bypassed, SAMPLE_SPECS).map(({ code }) => code)).toEqual(['nothing-to-run']);
  });

  test('E30: an input of another type is not handed through', () => {
    const workflow = workflowOf({ count: 'sample/count', words: 'sample/words', show: 'sample/show' }, [
      'count.number -> words.text',
      'words.text -> show.text',
    ]);
    // “text” reads a number by conversion, so that the number may go on to the reader of the text.
    expect(wires(active(changeNodes(workflow, ['words'], { mode: 'bypass' })))).toEqual(['count.number -> show.text']);
    const backwards = workflowOf({ words: 'sample/words', count: 'sample/count', join: 'sample/join' }, [
      'words.text -> count.format',
      'count.number -> join.right',
    ]);
    expect(wires(active(changeNodes(backwards, ['count'], { mode: 'bypass' })))).toEqual([]);
  });
});

describe('a muted node', () => {
  test('E31: is gone with all that cannot do without it', () => {
    const muted = changeNodes(chain, ['b'], { mode: 'mute' });
    expect(Object.keys(active(muted).nodes)).toEqual(['a']);
  });

  test('E31: is nothing to run to, nor is what cannot do without it', () => {
    const muted = changeNodes(chain, ['b'], { mode: 'mute' });
    const problems = (target: string) =>
      validateWorkflow(muted, SAMPLE_SPECS, [target]).map(({ code, node }) => [code, node]);
    expect(problems('b')).toEqual([['inactive-target', 'b']]);
    expect(problems('c')).toEqual([['inactive-target', 'c']]);
    expect(problems('a')).toEqual([]);
  });

  test('E31: leaves readers that can do without it', () => {
    const workflow = workflowOf({ a: 'sample/words', b: 'sample/words', join: 'sample/join', show: 'sample/show' }, [
      'a.text -> join.left',
      'b.text -> join.right',
      'join.text -> show.text',
    ]);
    expect(steps(changeNodes(workflow, ['b'], { mode: 'mute' }))).toEqual(['a', 'join', 'show']);
  });

  test('E31: has no problems', () => {
    const broken = workflowOf({ a: 'sample/words', odd: 'no/such', show: 'sample/show' }, ['a.text -> show.text']);
    expect(validateWorkflow(broken, SAMPLE_SPECS).map(({ node }) => node)).toEqual(['odd']);
    expect(validateWorkflow(changeNodes(broken, ['odd'], { mode: 'mute' }), SAMPLE_SPECS)).toEqual([]);
  });
});

test('nothing bypassed or muted is nothing changed, and a mode that is taken back leaves no trace', () => {
  expect(active(chain)).toBe(chain);
  const there = changeNodes(chain, ['a', 'b'], { mode: 'mute', color: 'red', title: 'Mine', collapsed: true });
  const back = changeNodes(there, ['a', 'b'], {
    mode: undefined,
    color: undefined,
    title: undefined,
    collapsed: false,
  });
  expect(back).toEqual(chain);
});

test('however nodes are bypassed and muted, only wires between nodes that are left stay, and no input gets two', () => {
  const modes = fc.array(fc.constantFrom(undefined, 'bypass' as const, 'mute' as const), {
    minLength: 12,
    maxLength: 12,
  });
  const pairs = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom('left', 'right')), { maxLength: 24 });
  fc.assert(
    fc.property(modes, pairs, (wanted, links) => {
      const types = Object.fromEntries(wanted.map((_, index) => [`n${index}`, 'sample/join']));
      const ends = new Map(links.map(([from, to, port]) => [`n${to}.${port}`, `n${from}.text -> n${to}.${port}`]));
      const workflow = wanted.reduce(
        (next, mode, index) => changeNodes(next, [`n${index}`], { mode }),
        workflowOf(types, [...ends.values()]),
      );
      const left = active(workflow);
      expect(Object.values(left.nodes).filter(({ mode }) => mode)).toEqual([]);
      expect(left.edges.filter(({ from, to }) => !(from.node in left.nodes) || !(to.node in left.nodes))).toEqual([]);
      expect(new Set(left.edges.map(({ to }) => portName(to))).size).toBe(left.edges.length);
    }),
  );
});
