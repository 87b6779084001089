import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addNode, connect, disconnect, mayConnect, moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { orderNodes } from '../../src/core/graph.ts';
import { type InputPort, socketTypeOf } from '../../src/core/ports.ts';
import { canConnect } from '../../src/core/sockets.ts';
import { validateWorkflow } from '../../src/core/validate.ts';
import {
  emptyWorkflow,
  type PortRef,
  parseWorkflow,
  serializeWorkflow,
  type Workflow,
} from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const specs = [...SAMPLE_SPECS.values()];
const specNamed = (id: string) => {
  const spec = SAMPLE_SPECS.get(id);
  if (!spec) throw new Error(`No sample node ${id}`);
  return spec;
};

describe('adding and removing nodes', () => {
  test('a new node has its default values and a name that is free', () => {
    const first = addNode(emptyWorkflow(), specNamed('sample/count'), [10, 20]);
    const second = addNode(first.workflow, specNamed('sample/count'), [0, 0]);
    const third = addNode(second.workflow, specNamed('sample/words'), [0, 0]);
    expect([first.id, second.id, third.id]).toEqual(['count', 'count-2', 'words']);
    expect(third.workflow.nodes.count).toEqual({
      type: 'sample/count',
      version: 2,
      position: [10, 20],
      widgets: { width: 64, scale: 4, seed: 0, fast: false, format: 'mp4' },
    });
  });

  test('the wires of a removed node go with it, all others stay', () => {
    const types = { a: 'sample/words', b: 'sample/join', c: 'sample/show' };
    const workflow = workflowOf(types, ['a.text -> b.left', 'b.text -> c.text', 'a.text -> c.other']);
    expect(removeNodes(workflow, ['b', 'nobody'])).toEqual(
      workflowOf({ a: types.a, c: types.c }, ['a.text -> c.other']),
    );
  });
});

describe('wires', () => {
  const workflow = workflowOf(
    { words: 'sample/words', count: 'sample/count', join: 'sample/join', picture: 'sample/picture' },
    ['words.text -> join.left'],
  );
  const words = { node: 'words', port: 'text' };
  const left = { node: 'join', port: 'left' };
  const right = { node: 'join', port: 'right' };

  test('an input has one wire: the new one takes the place of the old', () => {
    const count = { node: 'count', port: 'number' };
    expect(connect(workflow, count, left).edges).toEqual([{ from: count, to: left }]);
    expect(connect(workflow, count, right).edges).toEqual([...workflow.edges, { from: count, to: right }]);
  });

  test('a refusal says why', () => {
    const joined = { node: 'join', port: 'text' };
    expect([
      mayConnect(workflow, SAMPLE_SPECS, words, right),
      mayConnect(workflow, SAMPLE_SPECS, words, left),
      mayConnect(workflow, SAMPLE_SPECS, { node: 'count', port: 'number' }, left),
      mayConnect(workflow, SAMPLE_SPECS, words, { node: 'picture', port: 'latent' }),
      mayConnect(workflow, SAMPLE_SPECS, joined, { node: 'words', port: 'text' }),
      mayConnect(workflow, SAMPLE_SPECS, joined, right),
      mayConnect(workflow, SAMPLE_SPECS, words, { node: 'join', port: 'middle' }),
      mayConnect(workflow, SAMPLE_SPECS, { node: 'nobody', port: 'text' }, left),
    ]).toEqual([
      { ok: true },
      { ok: true },
      { ok: true },
      { ok: false, reason: '“text” does not fit “latent” (Noise Latent or Unpatchify makes one)' },
      { ok: false, reason: 'The wires would run in a circle' },
      { ok: false, reason: 'The wires would run in a circle' },
      { ok: false, reason: 'There is no such port' },
      { ok: false, reason: 'There is no such port' },
    ]);
  });

  test('a circle that a file brought along does not open the door to more', () => {
    const types = { a: 'sample/join', b: 'sample/join', c: 'sample/join' };
    const round = workflowOf(types, ['a.text -> b.left', 'b.text -> a.left', 'b.text -> c.left']);
    expect(mayConnect(round, SAMPLE_SPECS, { node: 'c', port: 'text' }, { node: 'a', port: 'right' })).toEqual({
      ok: false,
      reason: 'The wires would run in a circle',
    });
  });

  test('connect, then disconnect, changes nothing where no wire was', () => {
    fc.assert(
      fc.property(randomWorkflow(), fc.nat(), fc.nat(), (document, fromPick, toPick) => {
        const from = pick(outputsOf(document), fromPick);
        const free = inputsOf(document).filter((to) => !document.edges.some((edge) => isSame(edge.to, to)));
        const to = pick(free, toPick);
        fc.pre(from !== undefined && to !== undefined);
        expect(disconnect(connect(document, from, to), to)).toEqual(document);
      }),
    );
  });

  test('a wire that may be drawn never closes a circle and never joins types that do not fit', () => {
    fc.assert(
      fc.property(randomWorkflow(), (document) => {
        for (const { from, to } of allPairs(document)) {
          const drawn = connect(document, from, to);
          const fits = canConnect(outputType(document, from), socketTypeOf(inputPort(document, to))).ok;
          const round = orderNodes(drawn, Object.keys(drawn.nodes)).cycles.length > 0;
          expect(mayConnect(document, SAMPLE_SPECS, from, to).ok).toBe(fits && !round);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('values and places', () => {
  test('a widget is set in one node and nowhere else', () => {
    const workflow = workflowOf({ a: 'sample/words', b: 'sample/words' }, [], { a: { text: 'x', later: 1 } });
    expect(setWidget(workflow, 'a', 'text', 'y')).toEqual(
      workflowOf({ a: 'sample/words', b: 'sample/words' }, [], { a: { text: 'y', later: 1 } }),
    );
    expect(() => setWidget(workflow, 'nobody', 'text', 'y')).toThrow('There is no node nobody');
  });

  test('nodes that are there are moved', () => {
    const moved = moveNodes(workflowOf({ a: 'sample/words', b: 'sample/words' }), { a: [3, 4], nobody: [1, 1] });
    expect(Object.entries(moved.nodes).map(([id, node]) => [id, node.position])).toEqual([
      ['a', [3, 4]],
      ['b', [0, 0]],
    ]);
  });
});

describe('any sequence of edits', () => {
  test('leaves a document that reads back to the same text and has no wrong wires, values or circles', () => {
    fc.assert(
      fc.property(randomWorkflow(), (document) => {
        const written = serializeWorkflow(document);
        expect(serializeWorkflow(parseWorkflow(written))).toBe(written);
        const codes = validateWorkflow(document, SAMPLE_SPECS).map((problem) => problem.code);
        // What was not connected yet is all that may be missing.
        expect(codes.filter((code) => code !== 'missing-input' && code !== 'nothing-to-run')).toEqual([]);
      }),
    );
  });

  test('never writes into the document it was given', () => {
    fc.assert(
      fc.property(randomEdits(), (edits) => {
        edits.reduce((document, edit) => edit(deepFreeze(document)), emptyWorkflow());
      }),
    );
  });
});

type Edit = (document: Workflow) => Workflow;

function randomWorkflow(): fc.Arbitrary<Workflow> {
  return randomEdits().map((edits) => edits.reduce((document, edit) => edit(document), emptyWorkflow()));
}

/** Edits as a window makes them: of what is there, and wires only where they may be drawn. */
function randomEdits(): fc.Arbitrary<Edit[]> {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const position = fc.tuple(number, number);
  const add = fc.tuple(fc.nat(), position).map(
    ([choice, at]): Edit =>
      (document) =>
        addNode(document, specs[choice % specs.length] ?? specNamed('sample/words'), at).workflow,
  );
  const remove = fc.nat().map(
    (choice): Edit =>
      (document) =>
        removeNodes(document, present(pick(Object.keys(document.nodes), choice))),
  );
  const wireUp = fc.tuple(fc.nat(), fc.nat()).map(
    ([fromChoice, toChoice]): Edit =>
      (document) => {
        const from = pick(outputsOf(document), fromChoice);
        const to = pick(inputsOf(document), toChoice);
        return from && to && mayConnect(document, SAMPLE_SPECS, from, to).ok ? connect(document, from, to) : document;
      },
  );
  const unwire = fc.nat().map(
    (choice): Edit =>
      (document) => {
        const edge = pick(document.edges, choice);
        return edge ? disconnect(document, edge.to) : document;
      },
  );
  const write = fc.tuple(fc.nat(), fc.string({ unit: 'grapheme' })).map(
    ([choice, text]): Edit =>
      (document) => {
        const id = pick(
          Object.keys(document.nodes).filter((node) => document.nodes[node]?.type === 'sample/words'),
          choice,
        );
        return id === undefined ? document : setWidget(document, id, 'text', text);
      },
  );
  const move = fc.tuple(fc.nat(), position).map(
    ([choice, at]): Edit =>
      (document) => {
        const id = pick(Object.keys(document.nodes), choice);
        return id === undefined ? document : moveNodes(document, { [id]: at });
      },
  );
  const edit = fc.oneof(
    { arbitrary: add, weight: 4 },
    { arbitrary: wireUp, weight: 6 },
    { arbitrary: remove, weight: 1 },
    { arbitrary: unwire, weight: 1 },
    { arbitrary: write, weight: 1 },
    { arbitrary: move, weight: 1 },
  );
  return fc.array(edit, { maxLength: 40 });
}

function outputsOf(document: Workflow): PortRef[] {
  return Object.entries(document.nodes).flatMap(([node, { type }]) =>
    Object.keys(specNamed(type).outputs).map((port) => ({ node, port })),
  );
}

function inputsOf(document: Workflow): PortRef[] {
  return Object.entries(document.nodes).flatMap(([node, { type }]) =>
    Object.keys(specNamed(type).inputs).map((port) => ({ node, port })),
  );
}

function allPairs(document: Workflow): { from: PortRef; to: PortRef }[] {
  return outputsOf(document).flatMap((from) => inputsOf(document).map((to) => ({ from, to })));
}

function outputType(document: Workflow, { node, port }: PortRef) {
  const output = specNamed(document.nodes[node]?.type ?? '').outputs[port];
  if (!output) throw new Error(`No output ${node}.${port}`);
  return output.type;
}

function inputPort(document: Workflow, { node, port }: PortRef): InputPort {
  const input = specNamed(document.nodes[node]?.type ?? '').inputs[port];
  if (!input) throw new Error(`No input ${node}.${port}`);
  return input;
}

function pick<T>(values: readonly T[], choice: number): T | undefined {
  return values[choice % values.length];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function isSame(a: PortRef, b: PortRef): boolean {
  return a.node === b.node && a.port === b.port;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
