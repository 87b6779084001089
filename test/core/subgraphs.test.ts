import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceSeeds, setAfterRun } from '../../src/core/after-run.ts';
import { toggleAppWidget } from '../../src/core/app-view.ts';
import { compareWorkflows } from '../../src/core/compare-workflows.ts';
import { connect, disconnect, removeNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import {
  changeSubgraph,
  editSubgraph,
  exposeInput,
  exposeOutput,
  mayContain,
  movePort,
  openSubgraph,
  removePort,
  renamePort,
  specOfSubgraph,
} from '../../src/core/edits-subgraphs.ts';
import { flattenWorkflow } from '../../src/core/flatten.ts';
import { copyFragment, parseFragment, pasteFragment, serializeFragment } from '../../src/core/fragment.ts';
import { makeSubgraph, mayMakeSubgraph } from '../../src/core/make-subgraph.ts';
import { planRun } from '../../src/core/plan.ts';
import { definitionOf } from '../../src/core/subgraph.ts';
import { canvasOf } from '../../src/core/subgraph-canvas.ts';
import { documentSpecs } from '../../src/core/subgraph-specs.ts';
import { unpackSubgraph, withoutSubgraph } from '../../src/core/unpack-subgraph.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { parseWorkflow, portName, readWorkflow, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const wires = (workflow: Pick<Workflow, 'edges'>) =>
  workflow.edges.map(({ from, to }) => `${portName(from)} -> ${portName(to)}`).sort();
const problems = (workflow: Workflow, targets?: string[]) =>
  validateWorkflow(workflow, SAMPLE_SPECS, targets).map(describeProblem);
const flat = (workflow: Workflow) => flattenWorkflow(workflow, documentSpecs(workflow, SAMPLE_SPECS)).workflow;

/** words → (first → second) → show, with the middle made a subgraph “Pair of joins”. */
const chain = workflowOf({ words: 'sample/words', first: 'sample/join', second: 'sample/join', show: 'sample/show' }, [
  'words.text -> first.left',
  'words.text -> second.right',
  'first.text -> second.left',
  'second.text -> show.text',
]);
const made = makeSubgraph(chain, SAMPLE_SPECS, { nodes: ['first', 'second'] }, 'Pair of joins');

/** count → show, with the counting node, whose widgets are to be exposed, in a subgraph. */
const counting = makeSubgraph(
  workflowOf({ count: 'sample/count', show: 'sample/show' }, ['count.number -> show.text'], { count: { width: 32 } }),
  SAMPLE_SPECS,
  { nodes: ['count'] },
  'Counting',
);
const exposed = exposeInput(counting.workflow, 'counting', { node: 'count', port: 'width' });

describe('making a subgraph', () => {
  test('the nodes become one, and wires across the border become ports', () => {
    expect({ subgraph: made.subgraph, node: made.node }).toEqual({ subgraph: 'pair-of-joins', node: 'pair-of-joins' });
    expect(made.workflow.nodes['pair-of-joins']).toEqual({
      type: 'subgraph/pair-of-joins',
      version: 1,
      position: [0, 0],
      widgets: {},
    });
    expect(wires(made.workflow)).toEqual(['pair-of-joins.text -> show.text', 'words.text -> pair-of-joins.left']);
    const definition = definitionOf(made.workflow, 'pair-of-joins');
    expect({ ...definition, nodes: Object.keys(definition?.nodes ?? {}) }).toEqual({
      version: 1,
      title: 'Pair of joins',
      inputs: [
        {
          name: 'left',
          to: [
            { node: 'first', port: 'left' },
            { node: 'second', port: 'right' },
          ],
        },
      ],
      outputs: [{ name: 'text', from: { node: 'second', port: 'text' } }],
      nodes: ['first', 'second'],
      edges: [{ from: { node: 'first', port: 'text' }, to: { node: 'second', port: 'left' } }],
      groups: [],
      notes: [],
    });
    expect(problems(made.workflow)).toEqual([]);
  });

  test('an instance is a node with the ports that the definition has, of the types that they lead to', () => {
    const { inputs, outputs, ...spec } = specOfSubgraph(made.workflow, SAMPLE_SPECS, 'pair-of-joins') ?? {};
    expect(spec).toEqual({
      id: 'subgraph/pair-of-joins',
      version: 1,
      title: 'Pair of joins',
      summary: '',
      terminal: false,
    });
    expect(inputs).toEqual({ left: { kind: 'wire', type: 'text', help: 'What comes first.', optional: false } });
    expect(outputs).toEqual({ text: { kind: 'wire', type: 'text', help: 'Both.', optional: false } });
  });

  test('nodes with something between them that is left out may not become one', () => {
    expect(mayMakeSubgraph(chain, ['words', 'second'])).toEqual({
      ok: false,
      reason: '“first” is between the selected nodes: select it too',
    });
    expect(mayMakeSubgraph(chain, [])).toEqual({ ok: false, reason: 'No node is selected' });
    expect(mayMakeSubgraph(chain, ['words', 'first', 'second'])).toEqual({ ok: true });
  });

  test('what the form asks for inside becomes an input, and is asked for there', () => {
    const asked = toggleAppWidget(chain, { node: 'words', port: 'text' });
    const { workflow, node } = makeSubgraph(asked, SAMPLE_SPECS, { nodes: ['words'] }, 'Text');
    expect(workflow.meta.app?.widgets).toEqual(['text.text']);
    expect(specOfSubgraph(workflow, SAMPLE_SPECS, 'text')?.inputs.text).toMatchObject({
      kind: 'text',
      default: 'a panda',
    });
    expect(unpackSubgraph(workflow, SAMPLE_SPECS, node).workflow.meta.app?.widgets).toEqual(['words.text']);
  });

  test('made and unpacked again, any part of any graph is what it was', () => {
    fc.assert(
      fc.property(graphWithSelection, ({ workflow, selection }) => {
        fc.pre(mayMakeSubgraph(workflow, selection).ok);
        const { workflow: packed, node } = makeSubgraph(workflow, SAMPLE_SPECS, { nodes: selection }, 'Part');
        expect(problems(packed)).toEqual(problems(workflow));
        const { workflow: unpacked } = unpackSubgraph(packed, SAMPLE_SPECS, node);
        expect(serializeWorkflow(unpacked)).toBe(serializeWorkflow(workflow));
      }),
      { numRuns: 200 },
    );
  });

  test('in place of its instances it gives the graph that was there, however deep', () => {
    fc.assert(
      fc.property(graphWithSelection, fc.infiniteStream(fc.boolean()), ({ workflow }, coins) => {
        let packed = workflow;
        for (let round = 0; round < 3; round++) {
          const inside = round === 2 ? Object.keys(packed.subgraphs)[0] : undefined;
          const { nodes } = canvasOf(packed, inside);
          const selection = Object.keys(nodes).filter(() => coins.next().value);
          if (!mayMakeSubgraph(packed, selection, inside).ok) continue;
          packed = makeSubgraph(packed, SAMPLE_SPECS, { nodes: selection }, `Part ${round}`, inside).workflow;
        }
        const inner = (id: string) => id.split('/').at(-1) ?? '';
        const plain = flat(packed);
        const edges = plain.edges.map(
          ({ from, to }) => `${inner(from.node)}.${from.port} -> ${inner(to.node)}.${to.port}`,
        );
        expect(edges.sort()).toEqual(wires(workflow));
        const nodes = Object.entries(plain.nodes).map(([id, { type, widgets }]) => [inner(id), { type, widgets }]);
        const given = Object.entries(workflow.nodes).map(([id, { type, widgets }]) => [id, { type, widgets }]);
        expect(Object.fromEntries(nodes)).toEqual(Object.fromEntries(given));
      }),
      { numRuns: 200 },
    );
  });
});

describe('ports of a subgraph', () => {
  test('a widget that is exposed has the value from inside until an instance has one of its own', () => {
    expect(specOfSubgraph(exposed, SAMPLE_SPECS, 'counting')?.inputs.width).toMatchObject({ kind: 'int', default: 32 });
    expect(flat(exposed).nodes['counting/count']?.widgets).toEqual({ width: 32 });
    const set = setWidget(exposed, 'counting', 'width', 48);
    expect(flat(set).nodes['counting/count']?.widgets).toEqual({ width: 48 });
    expect(unpackSubgraph(set, SAMPLE_SPECS, 'counting').workflow.nodes.count?.widgets).toEqual({ width: 48 });
  });

  test('two instances have values of their own', () => {
    const { workflow } = pasteFragment(exposed, copyFragment(exposed, { nodes: ['counting'] }), [10, 10]);
    const values = flat(setWidget(workflow, 'counting-2', 'width', 80)).nodes;
    expect([values['counting/count']?.widgets.width, values['counting-2/count']?.widgets.width]).toEqual([32, 80]);
    expect(Object.keys(workflow.subgraphs)).toEqual(['counting']);
  });

  test('a port that is called something else keeps its wires', () => {
    const renamed = renamePort(exposed, 'counting', 'inputs', 'width', 'How wide');
    expect(specOfSubgraph(renamed, SAMPLE_SPECS, 'counting')?.inputs.width).toMatchObject({ label: 'How wide' });
    expect(renamePort(renamed, 'counting', 'inputs', 'width', '')).toEqual(exposed);
    expect(wires(renamePort(exposed, 'counting', 'outputs', 'number', 'N'))).toEqual(['counting.number -> show.text']);
  });

  test('ports are moved, and taken away with what was wired to them', () => {
    const two = exposeInput(exposed, 'counting', { node: 'count', port: 'scale' });
    const names = (workflow: Workflow) => definitionOf(workflow, 'counting')?.inputs.map(({ name }) => name);
    expect(names(movePort(two, 'counting', 'inputs', 'scale', 0))).toEqual(['scale', 'width']);
    const set = setWidget(two, 'counting', 'width', 48);
    const without = removePort(set, 'counting', 'inputs', 'width');
    expect([names(without), without.nodes.counting?.widgets]).toEqual([['scale'], {}]);
    expect(wires(removePort(set, 'counting', 'outputs', 'number'))).toEqual([]);
    const again = exposeOutput(removePort(set, 'counting', 'outputs', 'number'), 'counting', {
      node: 'count',
      port: 'number',
    });
    expect(definitionOf(again, 'counting')?.outputs).toEqual(definitionOf(set, 'counting')?.outputs);
  });
});

describe('the inside of a subgraph', () => {
  test('is edited as any document, and a port that leads nowhere any more goes with its wires', () => {
    const edited = editSubgraph(made.workflow, 'pair-of-joins', (inside) =>
      removeNodes(disconnect(inside, { node: 'second', port: 'left' }), ['first']),
    );
    const definition = definitionOf(edited, 'pair-of-joins');
    expect(definition?.inputs).toEqual([{ name: 'left', to: [{ node: 'second', port: 'right' }] }]);
    const emptied = editSubgraph(edited, 'pair-of-joins', (inside) => removeNodes(inside, ['second']));
    expect(wires(emptied)).toEqual([]);
  });

  test('a wire inside takes the place of a port', () => {
    const edited = editSubgraph(made.workflow, 'pair-of-joins', (inside) =>
      connect(inside, { node: 'first', port: 'text' }, { node: 'second', port: 'right' }),
    );
    expect(definitionOf(edited, 'pair-of-joins')?.inputs[0]?.to).toEqual([{ node: 'first', port: 'left' }]);
  });

  test('a subgraph can be made inside another one', () => {
    const { workflow: nested } = makeSubgraph(
      made.workflow,
      SAMPLE_SPECS,
      { nodes: ['first'] },
      'Inner',
      'pair-of-joins',
    );
    expect(Object.keys(flat(nested).nodes)).toEqual([
      'words',
      'show',
      'pair-of-joins/second',
      'pair-of-joins/inner/first',
    ]);
    expect(wires(flat(nested))).toEqual([
      'pair-of-joins/inner/first.text -> pair-of-joins/second.left',
      'pair-of-joins/second.text -> show.text',
      'words.text -> pair-of-joins/inner/first.left',
      'words.text -> pair-of-joins/second.right',
    ]);
    expect(unpackSubgraph(nested, SAMPLE_SPECS, 'inner', 'pair-of-joins').workflow.subgraphs).toEqual(
      parseWorkflow(serializeWorkflow(made.workflow)).subgraphs,
    );
    expect(openSubgraph(nested, 'inner').meta).toEqual({ title: 'Inner' });
    expect(mayContain(nested, 'inner', 'pair-of-joins')).toEqual({
      ok: false,
      reason: 'A subgraph cannot contain itself',
    });
    expect(mayContain(nested, 'pair-of-joins', 'inner')).toEqual({ ok: true });
  });

  test('seeds inside are counted on after a run', () => {
    const counted = editSubgraph(counting.workflow, 'counting', (inside) =>
      setAfterRun(inside, 'count', 'seed', 'increment'),
    );
    const next = advanceSeeds(counted, SAMPLE_SPECS, () => 0);
    expect(definitionOf(next, 'counting')?.nodes.count?.widgets.seed).toBe(1);
  });
});

describe('subgraphs in a file', () => {
  test('are read as they were written', () => {
    const json = serializeWorkflow(exposed);
    expect(parseWorkflow(json)).toEqual(parseWorkflow(serializeWorkflow(parseWorkflow(json))));
    expect(JSON.parse(json).subgraphs.counting.inputs).toEqual([{ name: 'width', to: ['count.width'] }]);
    expect(parseWorkflow(json).subgraphs).toEqual(exposed.subgraphs);
  });

  test.each([
    ['newer', { version: 2, title: 'Later', shape: 'round' }],
    ['damaged', { version: 1, title: 'Broken', inputs: 5 }],
  ])('a %s one is kept as it is, and its instances are told as such', (_, written) => {
    const document = { ...JSON.parse(serializeWorkflow(exposed)), subgraphs: { counting: written } };
    const workflow = readWorkflow(document);
    expect(JSON.parse(serializeWorkflow(workflow)).subgraphs).toEqual({ counting: written });
    expect(problems(workflow)[0]).toMatch(
      /^counting: The subgraph “counting” can't be read here \((version|inputs): .*\)\. Update Patchloom\.$/,
    );
  });

  test('one that is not there is named', () => {
    expect(problems(withoutSubgraph(exposed, 'counting'))).toEqual([
      'counting: There is no subgraph “counting” in this workflow. Remove the node, or add the subgraph.',
    ]);
  });

  test('those that contain themselves are refused', () => {
    const nested = editSubgraph(made.workflow, 'pair-of-joins', (inside) => ({
      ...inside,
      nodes: { ...inside.nodes, again: { type: 'subgraph/pair-of-joins', version: 1, position: [0, 0], widgets: {} } },
    }));
    expect(problems(nested)).toEqual([
      'The subgraph “Pair of joins” contains itself: Pair of joins → Pair of joins. Take it out of itself.',
    ]);
  });

  test('a few that stand for very many nodes are refused before they are put in place', () => {
    const ten = (inside: string) =>
      Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`n${index}`, { type: inside, version: 1, position: [0, 0] }]),
      );
    const level = (inside: string) => ({
      version: 1,
      title: inside,
      inputs: [],
      outputs: [],
      nodes: ten(inside),
      edges: [],
    });
    const subgraphs = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `s${index}`,
        level(index === 0 ? 'sample/words' : `subgraph/s${index - 1}`),
      ]),
    );
    const document = { format: 'patchloom/workflow', version: 1, nodes: ten('subgraph/s29'), edges: [], subgraphs };
    expect(problems(readWorkflow(document))).toEqual([
      'With all that is in its subgraphs, the workflow has more than 100000 nodes. Use fewer subgraphs inside each other.',
    ]);
  });

  test('copied nodes take their subgraphs along, under another id where theirs means something else', () => {
    const copied = parseFragment(serializeFragment(copyFragment(exposed, { nodes: ['counting'] })));
    expect(Object.keys(copied.content.subgraphs)).toEqual(['counting']);
    expect(Object.keys(copyFragment(exposed, { nodes: ['show'] }).content.subgraphs)).toEqual([]);
    const other = changeSubgraph(exposed, 'counting', { title: 'Mine', description: 'Another one.' });
    const { workflow, nodes } = pasteFragment(other, copied, [0, 0]);
    expect(nodes.map((id) => workflow.nodes[id]?.type)).toEqual(['subgraph/counting-2']);
    expect(definitionOf(workflow, 'counting-2')?.title).toBe('Counting');
    expect(compareWorkflows(exposed, workflow).subgraphs).toEqual([
      { kind: 'changed', id: 'counting', title: 'Mine' },
      { kind: 'added', id: 'counting-2', title: 'Counting' },
    ]);
  });
});

describe('checking and planning with subgraphs', () => {
  test('a problem inside is told with the way in, one of a port at the instance', () => {
    const cut = editSubgraph(made.workflow, 'pair-of-joins', (inside) =>
      disconnect(inside, { node: 'second', port: 'left' }),
    );
    expect(problems(cut)).toEqual(['pair-of-joins/second.left: Join needs “left”. Connect an output of type text.']);
    expect(problems(disconnect(made.workflow, { node: 'pair-of-joins', port: 'left' }))).toEqual([
      'pair-of-joins.left: Pair of joins needs “left”. Connect an output of type text.',
    ]);
    expect(problems(setWidget(exposed, 'counting', 'width', 33))).toEqual([
      'counting.width: 33 is not in steps of 16 px: choose 32 or 48. Change the value.',
    ]);
    expect(problems(setWidget(exposed, 'counting', 'height', 33))).toEqual([
      'counting.height: Counting has no setting “height”. It has: width.',
    ]);
    const astray = connect(exposed, { node: 'counting', port: 'letters' }, { node: 'show', port: 'text' });
    expect(problems(astray)).toContain('counting.letters: Counting has no output “letters”. It has: number.');
  });

  test('an instance is bypassed and muted as any node', () => {
    const bypassed = changeNodes(made.workflow, ['pair-of-joins'], { mode: 'bypass' });
    expect(planRun(bypassed, SAMPLE_SPECS).steps.map(({ node }) => node)).toEqual(['words', 'show']);
    const muted = changeNodes(made.workflow, ['pair-of-joins'], { mode: 'mute' });
    expect(problems(muted)).toEqual([
      'Nothing in this workflow saves or shows a result. Add a node such as Save Video or Preview Frames.',
    ]);
  });

  test('a node inside that is bypassed hands on what comes through a port', () => {
    const inside = editSubgraph(made.workflow, 'pair-of-joins', (canvas) =>
      changeNodes(canvas, ['first'], { mode: 'bypass' }),
    );
    const [, second] = planRun(inside, SAMPLE_SPECS).steps;
    const words = { kind: 'wire', from: { node: 'words', port: 'text' } };
    expect(second).toEqual({
      node: 'pair-of-joins/second',
      type: 'sample/join',
      inputs: { left: words, right: words },
    });
  });

  test('a run to an instance is one to all that makes its outputs', () => {
    expect(planRun(made.workflow, SAMPLE_SPECS, ['pair-of-joins']).steps.map(({ node }) => node)).toEqual([
      'words',
      'pair-of-joins/first',
      'pair-of-joins/second',
    ]);
    expect(planRun(made.workflow, SAMPLE_SPECS, ['pair-of-joins/first']).targets).toEqual(['pair-of-joins/first']);
    expect(problems(made.workflow, ['pair-of-joins'])).toEqual([]);
  });

  test('an instance that shows something is an end', () => {
    const { workflow } = makeSubgraph(chain, SAMPLE_SPECS, { nodes: ['second', 'show'] }, 'End');
    expect(specOfSubgraph(workflow, SAMPLE_SPECS, 'end')?.terminal).toBe(true);
    expect(planRun(workflow, SAMPLE_SPECS).targets).toEqual(['end/show']);
  });
});

/** A graph of nodes that join texts, and some of its nodes. */
const graphWithSelection = fc
  .array(fc.record({ sources: fc.array(fc.nat(), { maxLength: 2 }), isTaken: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((given) => {
    const types: Record<string, string> = {};
    const edges: string[] = [];
    given.forEach(({ sources }, index) => {
      types[`n${index}`] = index === 0 || sources.length === 0 ? 'sample/words' : 'sample/join';
      if (types[`n${index}`] === 'sample/words') return;
      const [left = 0, right] = sources.map((source) => source % index);
      edges.push(`n${left}.text -> n${index}.left`);
      if (right !== undefined) edges.push(`n${right}.text -> n${index}.right`);
    });
    const last = given.length - 1;
    return {
      workflow: workflowOf({ ...types, show: 'sample/show' }, [...edges, `n${last}.text -> show.text`]),
      selection: given.flatMap(({ isTaken }, index) => (isTaken ? [`n${index}`] : [])),
    };
  });
