import { expect, test } from 'vitest';
import { connect, disconnect, moveNodes, setWidget } from '../../src/core/edits.ts';
import { addGroup, addNote } from '../../src/core/edits-boxes.ts';
import { changeNodes, routeWire } from '../../src/core/edits-nodes.ts';
import { int, text } from '../../src/core/ports.ts';
import { validateWorkflow } from '../../src/core/validate.ts';
import { readWorkflow } from '../../src/core/workflow.ts';
import type { CanvasNode, CardData } from '../../src/renderer/canvas/canvas-node.ts';
import { describeCard } from '../../src/renderer/canvas/describe-card.ts';
import { cardGeometry } from '../../src/renderer/canvas/node-geometry.ts';
import {
  createEdgeProjection,
  createNodeProjection,
  type ProjectionFacts,
} from '../../src/renderer/canvas/project-workflow.ts';
import { FAKE_SPECS, fakeWorkflow } from '../support/fake-engine.ts';
import { NOTHING_SHOWN } from '../support/nothing-shown.ts';

const facts: ProjectionFacts = { specs: FAKE_SPECS, ...NOTHING_SHOWN };

/** What a card is drawn from. */
function cardOf(node: CanvasNode | undefined): CardData {
  if (node?.type !== 'card') throw new Error('This is no card');
  return node.data;
}

test('a node has its place, its size and its ports before anything is drawn', () => {
  const [sink, source] = [...createNodeProjection()(fakeWorkflow(), facts)].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(source).toMatchObject({
    id: 'source',
    position: { x: 0, y: 0 },
    width: 240,
    height: 144,
    measured: { width: 240, height: 144 },
    handles: [
      { id: 'text', type: 'target', x: -5, y: 95 },
      { id: 'count', type: 'target', x: -5, y: 121 },
      { id: 'text', type: 'source', x: 235, y: 43 },
      { id: 'count', type: 'source', x: 235, y: 69 },
    ],
  });
  expect(cardOf(sink).sources).toEqual({ text: 'Source' });
});

test('wires have the colour of what goes through them, and are brighter beside a selected node', () => {
  const [edge] = createEdgeProjection()(fakeWorkflow(), {
    ...facts,
    selectedNodes: ['sink'],
    selectedEdges: ['source.text→sink.text'],
  });
  expect(edge).toMatchObject({
    id: 'source.text→sink.text',
    source: 'source',
    sourceHandle: 'text',
    target: 'sink',
    targetHandle: 'text',
    selected: true,
    className: 'wire socket-text wire-near',
  });
});

test('nodes that did not change are the same objects again', () => {
  const workflow = fakeWorkflow();
  const changed = (next: typeof workflow, nextFacts = facts) => {
    const project = createNodeProjection();
    const before = new Set(project(workflow, facts));
    return project(next, nextFacts).flatMap((node) => (before.has(node) ? [] : [node.id]));
  };
  expect(changed(workflow)).toEqual([]);
  expect(changed(moveNodes(workflow, { sink: [8, 8] }))).toEqual(['sink']);
  expect(changed(setWidget(workflow, 'source', 'text', 'x'))).toEqual(['source']);
  expect(changed(workflow, { ...facts, selectedNodes: ['sink'] })).toEqual(['sink']);
  expect(changed(disconnect(workflow, { node: 'sink', port: 'text' })).sort()).toEqual(['sink', 'source']);
});

test('what is wrong with an input makes its row higher and moves the ports below it', () => {
  const workflow = setWidget(fakeWorkflow(), 'source', 'text', 7);
  const problems = validateWorkflow(workflow, FAKE_SPECS);
  const node = createNodeProjection()(workflow, { ...facts, problems }).find(({ id }) => id === 'source');
  expect(node?.height).toBe(144 + 18);
  expect(cardOf(node).geometry.inputs).toEqual({ text: 100, count: 126 + 18 });
  expect(cardOf(node).problems.length).toBe(1);
});

test('pictures, and the reason of a failure, unfold below the rows', () => {
  const project = createNodeProjection();
  const heightOf = (more: Partial<ProjectionFacts>) =>
    project(fakeWorkflow(), { ...facts, ...more }).find(({ id }) => id === 'sink')?.height ?? 0;
  expect(heightOf({})).toBe(66);
  expect(heightOf({ withMedia: ['sink'] })).toBe(66 + 184);
  expect(heightOf({ withMedia: ['sink'], withNotice: ['sink'] })).toBe(66 + 184 + 58);
  expect(heightOf({ withMedia: ['sink'], withStrip: ['sink'] })).toBe(66 + 64);
  expect(heightOf({ withText: ['sink'] })).toBe(66 + 76);
});

test('a node that is not known here shows the ports that its wires speak of', () => {
  const workflow = connect(
    readWorkflow({
      format: 'patchloom/workflow',
      version: 1,
      nodes: {
        source: { type: 'test/source', version: 1, position: [0, 0] },
        strange: { type: 'later/strange', version: 3, position: [0, 0] },
      },
      edges: [],
    }),
    { node: 'source', port: 'text' },
    { node: 'strange', port: 'words' },
  );
  const node = createNodeProjection()(workflow, facts).find(({ id }) => id === 'strange');
  expect(cardOf(node).card).toEqual({
    title: 'later/strange',
    summary: '',
    isKnown: false,
    kind: 'node',
    inputs: [{ name: 'words', label: 'words', type: undefined, help: '', isList: false, port: undefined }],
    outputs: [],
    tint: undefined,
  });
  expect(node?.handles?.length).toBe(1);
});

test('the list of wires is the same again when nodes are moved, and another one when a wire is led past a point', () => {
  const workflow = fakeWorkflow();
  const project = createEdgeProjection();
  const list = project(workflow, facts);
  expect(project(moveNodes(workflow, { sink: [8, 8] }), facts)).toBe(list);
  const led = project(routeWire(workflow, { node: 'sink', port: 'text' }, [[80, 80]]), facts);
  expect(led.map(({ data }) => data?.via)).toEqual([[[80, 80]]]);
});

test('the same nodes again, but for new ones when cards turn into boxes and back', () => {
  const project = createNodeProjection();
  const workflow = fakeWorkflow();
  const near = project(workflow, facts);
  const isSame = (nodes: readonly CanvasNode[], others: readonly CanvasNode[]) =>
    nodes.map((node, index) => node === others[index]);
  expect(isSame(project(workflow, facts), near)).toEqual([true, true]);
  const far = project(workflow, { ...facts, isOverview: true });
  expect(far).toEqual(near);
  expect(isSame(far, near)).toEqual([false, false]);
  expect(isSame(project(workflow, { ...facts, isOverview: true }), far)).toEqual([true, true]);
  expect(isSame(project(workflow, facts), far)).toEqual([false, false]);
});

test('a collapsed node is its header, with all ports in the middle of it', () => {
  const workflow = changeNodes(fakeWorkflow(), ['source'], { collapsed: true });
  const node = createNodeProjection()(workflow, { ...facts, withMedia: ['source'] }).find(({ id }) => id === 'source');
  expect(node).toMatchObject({ width: 240, height: 30 });
  expect(node?.handles?.map(({ y }) => y)).toEqual([10, 10, 10, 10]);
});

test('frames lie below everything and notes beside the nodes, each selected by its key', () => {
  const box = { position: [8, 16], size: [100, 50] } as const;
  const workflow = addNote(addGroup(fakeWorkflow(), box, 'Text').workflow, box, '# Hi').workflow;
  const nodes = createNodeProjection()(workflow, { ...facts, selectedBoxes: ['notes:note'] });
  expect(nodes.slice(0, 2)).toMatchObject([
    { id: 'groups:group', type: 'group-frame', position: { x: 8, y: 16 }, width: 100, zIndex: -1, selected: false },
    { id: 'notes:note', type: 'note', position: { x: 8, y: 16 }, height: 50, selected: true },
  ]);
});

test('a card that a person made larger gives the room to its texts and pictures, and never hides anything', () => {
  const prompt = describeCard(fakeWorkflow(), LONG_TEXT, 'source', []);
  const facts = { wired: new Set<string>(), messages: {}, hasMedia: true, hasText: false, hasNotice: false };
  const natural = cardGeometry(prompt, facts);
  const large = cardGeometry(prompt, { ...facts, size: [400, natural.height + 100] });
  const heights = ({ rows, media }: typeof natural) => [rows.at(-1)?.height ?? 0, media?.height ?? 0];
  expect([large.width, large.height]).toEqual([400, natural.height + 100]);
  expect(heights(large)).toEqual(heights(natural).map((height) => height + 50));
  const small = cardGeometry(prompt, { ...facts, size: [10, 10] });
  expect([small.width, small.height]).toEqual([200, natural.height]);
});

/** The source of the fake engine, with a text of several lines as its last widget. */
const LONG_TEXT = new Map(
  [...FAKE_SPECS].map(([id, spec]) => [
    id,
    id === 'test/source'
      ? { ...spec, inputs: { count: int({ default: 1, help: '' }), text: text({ multiline: true, help: '' }) } }
      : spec,
  ]),
);
