import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { parseWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { createWorkflowReader } from '../../src/core/workflow-reader.ts';
import { workflowOf } from '../support/workflow-of.ts';

const pair = workflowOf({ words: 'sample/words', show: 'sample/show' }, ['words.text -> show.text']);

test('a value that has changed leaves all other nodes, and all wires, the same objects', () => {
  const read = createWorkflowReader();
  const first = read(serializeWorkflow(pair));
  const second = read(serializeWorkflow(setWidget(pair, 'words', 'text', 'other')));
  expect(second).toEqual(setWidget(first, 'words', 'text', 'other'));
  expect([second.edges === first.edges, second.nodes.show === first.nodes.show]).toEqual([true, true]);
  expect(read(serializeWorkflow(setWidget(pair, 'words', 'text', 'other')))).toBe(second);
});

test('documents of any kind, one after the other, are read as they are alone, and refused as they are alone', () => {
  const id = fc.constantFrom('a', 'b', 'c', '__proto__', 'not a name');
  const node = fc.record({
    type: fc.constantFrom('x', 'y', ''),
    version: fc.constantFrom(1, 2, 0),
    position: fc.constant([0, 0]),
    widgets: fc.dictionary(fc.constantFrom('w', 'v', 'toString'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }),
  });
  const document = fc.record(
    {
      format: fc.constant('patchloom/workflow'),
      version: fc.constantFrom(1, 1, 1, 2),
      nodes: fc.dictionary(id, node, { maxKeys: 3 }),
      edges: fc.constantFrom([], [{ from: 'a.o', to: 'b.i' }], [{ from: 'a', to: 'b.i' }]),
      viewport: fc.constantFrom({ x: 0, y: 0, zoom: 1 }, { x: 5, y: 0, zoom: 1 }, { x: 0 }),
      meta: fc.constantFrom({}, { title: 'T' }, { title: 5 }),
      later: fc.constantFrom(1, 2),
    },
    { requiredKeys: ['format', 'version', 'nodes', 'edges'] },
  );
  const result = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as Error).message;
    }
  };
  fc.assert(
    fc.property(fc.array(document, { minLength: 2, maxLength: 6 }), (documents) => {
      const read = createWorkflowReader();
      for (const json of documents.map((each) => JSON.stringify(each)))
        expect(result(() => read(json))).toEqual(result(() => parseWorkflow(json)));
    }),
    { numRuns: 300 },
  );
});

test('the order of nodes is that of the text', () => {
  const read = createWorkflowReader();
  read(JSON.stringify({ ...pair, edges: [] }));
  const turned = { ...pair, edges: [], nodes: { show: pair.nodes.show, words: pair.nodes.words } };
  expect(Object.keys(read(JSON.stringify(turned)).nodes)).toEqual(['show', 'words']);
});
