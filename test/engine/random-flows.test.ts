import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { makeSubgraph, mayMakeSubgraph } from '../../src/core/make-subgraph.ts';
import { validateWorkflow } from '../../src/core/validate.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { createTestEngine, createTestExecutor, TEST_SPECS, testWorkflow } from '../support/test-engine.ts';

/** What a node of a random graph does; its sources are given as shares of the nodes before it. */
type Kind = 'number' | 'picky-add' | 'range' | 'total' | 'gather' | 'parity' | 'choose';

interface RandomNode {
  readonly kind: Kind;
  readonly value: number;
  readonly sources: readonly [number, number, number];
  readonly isShown: boolean;
  /** Whether it goes into the subgraph. */
  readonly isInside: boolean;
}

/** How many steps go to the executor in one message, at most. */
const LINES = [1, 2, 32] as const;

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const randomNode: fc.Arbitrary<RandomNode> = fc.record({
  kind: fc.constantFrom<Kind>(
    'number',
    'picky-add',
    'picky-add',
    'range',
    'total',
    'gather',
    'parity',
    'choose',
    'choose',
  ),
  value: fc.integer({ min: 1, max: 5 }),
  sources: fc.tuple(share, share, share),
  isShown: fc.boolean(),
  isInside: fc.boolean(),
});
const scenario = fc.record({
  nodes: fc.array(randomNode, { minLength: 1, maxLength: 9 }),
  /** For each run: the event at which it is stopped, if it is, and by how much the numbers are larger. */
  runs: fc.array(
    fc.record({
      stopAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 30 })),
      more: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  cacheBytes: fc.constantFrom(0, 4096, 2 ** 30),
  longestLine: fc.constantFrom(...LINES),
});

const OUTPUTS: Readonly<Record<Kind, string>> = {
  number: 'value',
  'picky-add': 'sum',
  range: 'values',
  total: 'sum',
  gather: 'items',
  parity: 'pick',
  choose: 'value',
};
const INPUTS: Readonly<Record<Kind, readonly string[]>> = {
  number: [],
  'picky-add': ['a', 'b'],
  range: ['to'],
  total: ['values'],
  gather: ['first', 'second'],
  parity: ['a'],
  choose: ['pick', 'one', 'two'],
};

// One for all graphs: what one leaves behind, the next would find.
const executors = new Map(LINES.map((longestLine) => [longestLine, createTestExecutor(longestLine)]));
afterAll(() => Promise.all([...executors.values()].map((executor) => executor.close())));

test('E34, E35, E36, E38: 1,000 random graphs with lists, branches, subgraphs and random stops end as a naive evaluation does, and leave nothing behind', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const executor = executors.get(given.longestLine);
      const engine = createTestEngine(executor, given.cacheBytes);
      const graphs = new Map<number, Graph>();
      try {
        for (const { stopAt, more } of [...given.runs, { stopAt: Number.POSITIVE_INFINITY, more: 0 }]) {
          const graph = graphs.get(more) ?? graphOf(given.nodes, more);
          graphs.set(more, graph);
          await runOnce(graph, stopAt, engine);
        }
      } finally {
        engine.cache.clear();
      }
      if ((await engine.executor.countValues()) > 0) throw new Error('Values are left behind');
    }),
    { numRuns: 1000 },
  );
}, 240_000);

interface Graph {
  readonly workflow: Workflow;
  readonly expected: ReadonlyMap<string, Flow> | 'refused';
  readonly nodeCount: number;
}

function graphOf(nodes: readonly RandomNode[], more: number): Graph {
  const workflow = withSubgraph(workflowOf(nodes, more), nodes);
  expect(validateWorkflow(workflow, TEST_SPECS)).toEqual([]);
  return { workflow, expected: evaluateAll(nodes, more), nodeCount: nodes.length };
}

async function runOnce(
  { workflow, expected, nodeCount }: Graph,
  stopAt: number,
  engine: ReturnType<typeof createTestEngine>,
): Promise<void> {
  let count = 0;
  const { result, events } = await engine.run(workflow, (_event, stop) => {
    if (count++ === stopAt) stop();
  });
  const ended = events.flatMap((event) =>
    event.kind === 'node-finished' || event.kind === 'node-cached' || event.kind === 'node-skipped' ? [event] : [],
  );
  const wasStopped = stopAt < count;
  const mayEnd = endings(expected === 'refused', wasStopped);
  const shown = ended.flatMap((event) => {
    const wanted = expected === 'refused' ? undefined : expected.get(event.node.split('/').at(-1) ?? '');
    if (!wanted || !event.node.includes('show')) return [];
    const given = event.kind === 'node-skipped' ? [] : textsOf(event.outputs.text);
    return [{ node: event.node, given, wanted: wanted.values.map(String) }];
  });
  // One comparison for each run: a thousand graphs are many.
  expect({
    heldButUnknownToTheCache: (await engine.executor.countValues()) - engine.cache.valueCount,
    endedTwice: ended.length - new Set(ended.map(({ node }) => node)).size,
    status: result.status,
    shown: shown.map(({ node, given }) => [node, given]),
    told: ended.length,
  }).toEqual({
    heldButUnknownToTheCache: 0,
    endedTwice: 0,
    status: mayEnd.includes(result.status) ? result.status : mayEnd.join(' or '),
    shown: shown.map(({ node, wanted }) => [node, wanted]),
    // Each node was told of: run, cached or skipped.
    told: result.status === 'done' && expected !== 'refused' ? nodeCount + expected.size : ended.length,
  });
}

/** How a run may end: one that is stopped at its last event may also have come to its end. */
function endings(isRefused: boolean, wasStopped: boolean): readonly string[] {
  return [isRefused ? 'failed' : 'done', ...(wasStopped ? ['stopped'] : [])];
}

function textsOf(
  summary: { readonly text: string; readonly items?: readonly { readonly text: string }[] } | undefined,
) {
  return summary?.items ? summary.items.map(({ text }) => text) : summary ? [summary.text] : [];
}

function workflowOf(nodes: readonly RandomNode[], more: number): Workflow {
  const types: Record<string, string> = {};
  const wires: string[] = [];
  const widgets: Record<string, Record<string, unknown>> = {};
  nodes.forEach((node, index) => {
    const kind = kindOf(nodes, index);
    types[`n${index}`] = kind;
    if (kind === 'number') widgets[`n${index}`] = { value: node.value + more };
    INPUTS[kind].forEach((input, position) => {
      const source = sourceOf(node, index, position);
      wires.push(`n${source}.${OUTPUTS[kindOf(nodes, source)]} -> n${index}.${input}`);
    });
    if (!isShown(nodes, index)) return;
    types[`show${index}`] = 'show';
    wires.push(`n${index}.${OUTPUTS[kind]} -> show${index}.text`);
  });
  return testWorkflow(types, wires, widgets);
}

/** Some of the nodes in a subgraph, where they may be, and some of these in one inside it. */
function withSubgraph(workflow: Workflow, nodes: readonly RandomNode[]): Workflow {
  const inside = nodes.flatMap(({ isInside }, index) => (isInside ? [`n${index}`] : []));
  if (!mayMakeSubgraph(workflow, inside).ok) return workflow;
  const made = makeSubgraph(workflow, TEST_SPECS, { nodes: inside }, 'Part');
  const deeper = inside.filter((_, index) => index % 2 === 0);
  if (!mayMakeSubgraph(made.workflow, deeper, made.subgraph).ok) return made.workflow;
  return makeSubgraph(made.workflow, TEST_SPECS, { nodes: deeper }, 'Deeper', made.subgraph).workflow;
}

/** What is on a wire. */
interface Flow {
  readonly values: readonly number[];
  readonly isList: boolean;
}

/** What each node that shows something should show, worked out with nothing but recursion. */
function evaluateAll(nodes: readonly RandomNode[], more: number): ReadonlyMap<string, Flow> | 'refused' {
  const isList = (index: number): boolean => {
    const kind = kindOf(nodes, index);
    if (kind === 'range' || kind === 'gather') return true;
    if (kind === 'total') return false;
    return INPUTS[kind].some((_, position) => isList(sourceOf(nodes[index] as RandomNode, index, position)));
  };
  const evaluate = (index: number): readonly number[] => {
    const node = nodes[index] as RandomNode;
    const kind = kindOf(nodes, index);
    const source = (position: number) => evaluate(sourceOf(node, index, position));
    const isListAt = (position: number) => isList(sourceOf(node, index, position));
    switch (kind) {
      case 'number':
        return [node.value + more];
      case 'total':
        return [source(0).reduce((sum, value) => sum + value, 0)];
      case 'gather':
        return [...source(0), ...source(1)];
      case 'range':
        return source(0).flatMap((to) => Array.from({ length: to % 3 }, (_, at) => at + 1));
      case 'parity':
        return source(0).map((value) => (value % 2 === 0 ? 2 : 1));
      case 'picky-add': {
        const [a, b] = [source(0), source(1)];
        const lists = [a, b].filter((_, position) => isListAt(position));
        return rounds(lists).map((round) => {
          const sum = itemAt(a, round) + itemAt(b, round);
          if (sum % 7 === 0) throw new Error('refused');
          return sum;
        });
      }
      case 'choose': {
        const picks = source(0);
        const branches = [1, 2].map((pick) => (picks.includes(pick) ? source(pick) : undefined));
        const lists = [picks, ...branches].filter((values, position) => values !== undefined && isListAt(position));
        return rounds(lists as number[][]).map((round) => {
          const branch = branches[itemAt(picks, round) - 1];
          if (!branch) throw new Error('refused');
          return itemAt(branch, round);
        });
      }
    }
  };
  try {
    const shown = nodes.map((_, index) => index).filter((index) => isShown(nodes, index));
    return new Map(shown.map((index) => [`show${index}`, { values: evaluate(index), isList: isList(index) }]));
  } catch {
    return 'refused';
  }
}

function rounds(lists: readonly (readonly number[])[]): number[] {
  const lengths = lists.map(({ length }) => length);
  const count = lengths.length === 0 ? 1 : lengths.includes(0) ? 0 : Math.max(...lengths);
  return Array.from({ length: count }, (_, round) => round);
}

function itemAt(values: readonly number[], round: number): number {
  return values[Math.min(round, values.length - 1)] as number;
}

function kindOf(nodes: readonly RandomNode[], index: number): Kind {
  return index === 0 ? 'number' : (nodes[index]?.kind ?? 'number');
}

function sourceOf(node: RandomNode, index: number, position: number): number {
  return Math.floor((node.sources[position] ?? 0) * index);
}

function isShown(nodes: readonly RandomNode[], index: number): boolean {
  return index === nodes.length - 1 || (nodes[index]?.isShown ?? false);
}
