import { describe, expect, test } from 'vitest';
import { connect, mayConnect, setWidget } from '../../src/core/edits.ts';
import {
  exposeInput,
  mayCarry,
  removePort,
  setCarry,
  setRepeat,
  specOfSubgraph,
} from '../../src/core/edits-subgraphs.ts';
import { flattenWorkflow } from '../../src/core/flatten.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import { planRun } from '../../src/core/plan.ts';
import { definitionOf } from '../../src/core/subgraph.ts';
import { borderSpecs } from '../../src/core/subgraph-border.ts';
import { documentSpecs } from '../../src/core/subgraph-specs.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { parseWorkflow, portName, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const problems = (workflow: Workflow) => validateWorkflow(workflow, SAMPLE_SPECS).map(describeProblem);

/** words → (join) → show, with the join in a loop that adds to its own result. */
const once = makeSubgraph(
  workflowOf({ words: 'sample/words', join: 'sample/join', show: 'sample/show' }, [
    'words.text -> join.left',
    'join.text -> show.text',
  ]),
  SAMPLE_SPECS,
  { nodes: ['join'] },
  'Loop',
).workflow;
const loop = setCarry(setRepeat(once, 'loop', true), 'loop', 'text', 'left');

describe('a subgraph that is a loop', () => {
  test('stands for its rounds, each wired to the one before', () => {
    const three = setWidget(loop, 'loop', 'times', 3);
    const { nodes, edges } = flattenWorkflow(three, documentSpecs(three, SAMPLE_SPECS)).workflow;
    expect(Object.keys(nodes)).toEqual(['words', 'show', 'loop#1/join', 'loop#2/join', 'loop#3/join']);
    expect(edges.map(({ from, to }) => `${portName(from)} -> ${portName(to)}`).sort()).toEqual([
      'loop#1/join.text -> loop#2/join.left',
      'loop#2/join.text -> loop#3/join.left',
      'loop#3/join.text -> show.text',
      'words.text -> loop#1/join.left',
    ]);
  });

  test('E32: a run to a node inside is one to that node of each round', () => {
    expect(planRun(loop, SAMPLE_SPECS, ['loop/join']).targets).toEqual(['loop#1/join', 'loop#2/join']);
    expect(planRun(loop, SAMPLE_SPECS, ['loop#1/join']).steps.map(({ node }) => node)).toEqual([
      'words',
      'loop#1/join',
    ]);
    expect(validateWorkflow(loop, SAMPLE_SPECS, ['loop/join'])).toEqual([]);
    expect(validateWorkflow(loop, SAMPLE_SPECS, ['loop/none']).map(describeProblem)).toEqual([
      'loop/none: There is no node “loop/none” to run to. Choose a node of the workflow, inside a subgraph with its place: “instance/node”.',
    ]);
  });

  test('has a setting for how often, under a name that no input has', () => {
    expect(specOfSubgraph(loop, SAMPLE_SPECS, 'loop')?.inputs.times).toMatchObject({
      kind: 'int',
      default: 2,
      max: 1000,
    });
    const counting = makeSubgraph(
      workflowOf({ inner: 'subgraph/loop', show: 'sample/show', words: 'sample/words' }, [
        'words.text -> inner.left',
        'inner.text -> show.text',
      ]),
      SAMPLE_SPECS,
      { nodes: ['inner'] },
      'Outer',
    ).workflow;
    const both = exposeInput({ ...counting, subgraphs: { ...loop.subgraphs, ...counting.subgraphs } }, 'outer', {
      node: 'inner',
      port: 'times',
    });
    expect(definitionOf(setRepeat(both, 'outer', true), 'outer')?.repeat).toEqual({ name: 'times2', times: 2 });
  });

  test('is read as it was written, and is gone with all that was said of it when it is taken back', () => {
    expect(parseWorkflow(serializeWorkflow(loop))).toEqual(loop);
    expect(setRepeat(setWidget(loop, 'loop', 'times', 3), 'loop', false)).toEqual(once);
  });

  test('carries to each input from one output, and to none that is not there any more', () => {
    expect(definitionOf(removePort(loop, 'loop', 'inputs', 'left'), 'loop')?.outputs[0]).not.toHaveProperty(
      'carriesTo',
    );
    expect(definitionOf(setCarry(loop, 'loop', 'text', undefined), 'loop')?.outputs[0]).not.toHaveProperty('carriesTo');
  });

  test('carries what fits', () => {
    const spec = specOfSubgraph(loop, SAMPLE_SPECS, 'loop');
    if (!spec) throw new Error('no spec');
    expect([mayCarry(spec, 'text', 'left'), mayCarry(spec, 'text', 'times')]).toEqual([true, false]);
  });

  test('E41: how often is known before the run: no wire brings it, and it is no number that can’t be', () => {
    const counted = workflowOf({ count: 'sample/count' });
    const wired = { ...loop, nodes: { ...loop.nodes, ...counted.nodes } };
    const [from, to] = [
      { node: 'count', port: 'number' },
      { node: 'loop', port: 'times' },
    ];
    expect(mayConnect(wired, documentSpecs(wired, SAMPLE_SPECS), from, to)).toEqual({
      ok: false,
      reason: 'It has to be known before the run',
    });
    expect(problems(connect(wired, from, to))).toEqual([
      'loop.times: A wire brings “times”, which has to be known before the run. Remove the wire.',
    ]);
    expect(problems(setWidget(loop, 'loop', 'times', 0))).toEqual([
      'loop.times: 0 is too small: the smallest is 1. Change the value.',
    ]);
  });

  test('a problem inside is told once, however many rounds there are', () => {
    const alone = { ...loop, edges: loop.edges.filter(({ to }) => to.node !== 'loop') };
    expect(problems(alone)).toEqual(['loop.left: Loop needs “left”. Connect an output of type text.']);
  });

  test('how often is no port inside', () => {
    const words = { inputs: ['In', ''], outputs: ['Out', ''] } as const;
    const [inputs] = borderSpecs(loop, documentSpecs(loop, SAMPLE_SPECS), 'loop', words);
    expect(Object.keys(inputs?.outputs ?? {})).toEqual(['left']);
  });

  test('loops in each other that stand for very many nodes are refused before they are put in place', () => {
    let workflow = setWidget(loop, 'loop', 'times', 1000);
    for (const title of ['Outer', 'Outermost']) {
      const [inner = ''] = Object.keys(workflow.nodes).filter((id) => workflow.nodes[id]?.type.startsWith('subgraph/'));
      const made = makeSubgraph(workflow, SAMPLE_SPECS, { nodes: [inner] }, title);
      workflow = setWidget(setRepeat(made.workflow, made.subgraph, true), made.node, 'times', 1000);
    }
    expect(problems(workflow)).toEqual([
      'With all that is in its subgraphs, the workflow has more than 100000 nodes. Use fewer subgraphs inside each other.',
    ]);
  });
});
