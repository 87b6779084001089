import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Executor } from '../../src/engine/executor.ts';
import {
  createTestChildExecutor,
  createTestEngine,
  createTestExecutor,
  type TestRun,
  testWorkflow,
} from '../support/test-engine.ts';

/** A node that adds what one or two earlier ones have, each given as a share of those there are; without any, a number. */
interface RandomNode {
  readonly value: number;
  readonly sources: readonly number[];
  readonly isPicky: boolean;
  readonly isShown: boolean;
}

interface RandomRun {
  /** One number is changed before the run: which, as a share of the nodes, and to what. */
  readonly changed: number;
  readonly value: number;
  /** The run is stopped at this event. */
  readonly stopAt: number;
}

/** How many steps go to the executor in one message, at most. */
const LINES = [1, 2, 32] as const;

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
// Few values, so that there are twins.
const value = fc.integer({ min: 1, max: 6 });
const randomNode: fc.Arbitrary<RandomNode> = fc.record({
  value,
  sources: fc.array(share, { maxLength: 2 }),
  isPicky: fc.boolean(),
  isShown: fc.boolean(),
});
const randomRun: fc.Arbitrary<RandomRun> = fc.record({
  changed: share,
  value,
  stopAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 40 })),
});
const scenario = fc.record({
  nodes: fc.array(randomNode, { minLength: 1, maxLength: 14 }),
  runs: fc.array(randomRun, { minLength: 1, maxLength: 4 }),
  cacheBytes: fc.constantFrom(0, 4096, 2 ** 30),
  longestLine: fc.constantFrom(...LINES),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

// The same ones for all graphs: what one leaves behind, the next would find.
const executors = new Map(LINES.map((longestLine) => [longestLine, createTestExecutor(longestLine)]));
const child = createTestChildExecutor();
afterAll(() => Promise.all([child, ...executors.values()].map((executor) => executor.close())));

test('E5, E7, E20: 1,000 random graphs with random stops end as a naive evaluation does, and leave nothing behind', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      await play(given, executors.get(given.longestLine));
    }),
    { numRuns: 1000 },
  );
}, 240_000);

test('the same in a process of its own', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      await play(given, child);
    }),
    { numRuns: 40 },
  );
}, 240_000);

/** Runs a graph several times with changes in between, and compares each run with what it should have been. */
async function play({ nodes, runs, cacheBytes }: Scenario, executor: Executor | undefined): Promise<void> {
  const engine = createTestEngine(executor, cacheBytes);
  const values = nodes.map((node) => node.value);
  try {
    for (const { changed, value, stopAt } of [...runs, { changed: 0, value: 1, stopAt: Number.POSITIVE_INFINITY }]) {
      values[Math.floor(changed * nodes.length)] = value;
      let events = 0;
      const run = await engine.run(workflowOf(nodes, values), (_event, stop) => {
        if (events++ === stopAt) stop();
      });
      const unknown = (await engine.executor.countValues()) - engine.cache.valueCount;
      compare(run, nodes, values, stopAt < events, unknown);
    }
  } finally {
    engine.cache.clear();
  }
  if ((await engine.executor.countValues()) > 0) throw new Error('Values are left behind');
}

/** Node `i` shows its sum at `show<i>`; the last one always does. */
function workflowOf(nodes: readonly RandomNode[], values: readonly number[]) {
  const types: Record<string, string> = {};
  const wires: string[] = [];
  nodes.forEach((node, index) => {
    const [a, b] = sourcesOf(node, index);
    types[`n${index}`] = a === undefined ? 'number' : node.isPicky ? 'picky-add' : 'add';
    if (a !== undefined) wires.push(`n${a}.${outputOf(nodes, a)} -> n${index}.a`);
    if (b !== undefined) wires.push(`n${b}.${outputOf(nodes, b)} -> n${index}.b`);
    if (!isShown(nodes, index)) return;
    types[`show${index}`] = 'show';
    wires.push(`n${index}.${outputOf(nodes, index)} -> show${index}.text`);
  });
  const isNumber = (index: number) => types[`n${index}`] === 'number';
  const widgets = values.flatMap((value, index) => (isNumber(index) ? [[`n${index}`, { value }] as const] : []));
  return testWorkflow(types, wires, Object.fromEntries(widgets));
}

/** What each shown node should show; undefined where something it needs refuses. */
function naiveSums(nodes: readonly RandomNode[], values: readonly number[]): ReadonlyMap<number, number | undefined> {
  const evaluate = (index: number): number => {
    const node = nodes[index] as RandomNode;
    const sources = sourcesOf(node, index);
    if (sources.length === 0) return values[index] as number;
    const sum = sources.reduce((total, source) => total + evaluate(source), 0);
    if (node.isPicky && sum % 7 === 0) throw new Error('refused');
    return sum;
  };
  const shown = nodes.map((_, index) => index).filter((index) => isShown(nodes, index));
  return new Map(
    shown.map((index) => {
      try {
        return [index, evaluate(index)];
      } catch {
        return [index, undefined];
      }
    }),
  );
}

function compare(
  { result, events }: TestRun,
  nodes: readonly RandomNode[],
  values: readonly number[],
  mayStop: boolean,
  heldButUnknownToTheCache: number,
) {
  const sums = naiveSums(nodes, values);
  const refused = [...sums.values()].includes(undefined);
  const mayEnd = [refused ? 'failed' : 'done', ...(mayStop ? ['stopped'] : [])];
  const ended = events.flatMap((event) =>
    event.kind === 'node-finished' || event.kind === 'node-cached' ? [[event.node, event.outputs.text?.text]] : [],
  );
  const shown = new Map(ended.filter(([node]) => node?.startsWith('show')) as [string, string][]);
  // One comparison for each run: a thousand graphs are many.
  expect({
    heldButUnknownToTheCache,
    status: result.status,
    shown: [...shown],
    shownNodes: shown.size,
    around: [events[0]?.kind, events.at(-1)?.kind],
    startedTooEarly: startedBeforeTheirSources(events, nodes),
    endedTwice: ended.length - new Set(ended.map(([node]) => node)).size,
  }).toEqual({
    heldButUnknownToTheCache: 0,
    status: mayEnd.includes(result.status) ? result.status : mayEnd.join(' or '),
    shown: [...shown.keys()].map((node) => [node, String(sums.get(Number(node.slice(4))))]),
    shownNodes: result.status === 'done' ? sums.size : shown.size,
    around: ['run-started', 'run-finished'],
    startedTooEarly: [],
    endedTwice: 0,
  });
}

function startedBeforeTheirSources(events: TestRun['events'], nodes: readonly RandomNode[]): string[] {
  const ended = new Set<string>();
  const early: string[] = [];
  for (const event of events) {
    if (event.kind === 'node-finished' || event.kind === 'node-cached') ended.add(event.node);
    const index = event.kind === 'node-started' && /^n(\d+)$/.exec(event.node)?.[1];
    if (!index) continue;
    const sources = sourcesOf(nodes[Number(index)] as RandomNode, Number(index));
    early.push(
      ...sources.filter((source) => !ended.has(`n${source}`)).map((source) => `${event.node} before n${source}`),
    );
  }
  return early;
}

function sourcesOf(node: RandomNode, index: number): number[] {
  return index === 0 ? [] : node.sources.map((share) => Math.floor(share * index));
}

function outputOf(nodes: readonly RandomNode[], index: number): string {
  return sourcesOf(nodes[index] as RandomNode, index).length === 0 ? 'value' : 'sum';
}

function isShown(nodes: readonly RandomNode[], index: number): boolean {
  return index === nodes.length - 1 || (nodes[index]?.isShown ?? false);
}
