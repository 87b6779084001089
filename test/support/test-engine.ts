import path from 'node:path';
import { type NodeSpecs, toNodeSpec } from '../../src/core/define-node.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { createChildExecutor } from '../../src/engine/child-executor.ts';
import type { DiskResults } from '../../src/engine/disk-results.ts';
import type { RunResult } from '../../src/engine/engine.ts';
import type { Executor } from '../../src/engine/executor.ts';
import type { ExecutorPort } from '../../src/engine/executor-messages.ts';
import { forkExecutor } from '../../src/engine/fork-executor.ts';
import { createInProcessExecutor } from '../../src/engine/in-process-executor.ts';
import { KeptResults } from '../../src/engine/keep-results.ts';
import { createModelPacks } from '../../src/engine/model-packs.ts';
import { createNodeServices } from '../../src/engine/node-context.ts';
import { createNodeTimes, type NodeTimes } from '../../src/engine/node-times.ts';
import { createSessions } from '../../src/engine/onnx/sessions.ts';
import { ResultCache } from '../../src/engine/result-cache.ts';
import { runWorkflow } from '../../src/engine/scheduler.ts';
import { nodes } from './test-nodes.mjs';
import { workflowOf } from './workflow-of.ts';

/** The nodes of test-nodes.mjs by id. */
export const TEST_CATALOGUE = new Map(nodes.map((node) => [node.id, node]));
export const TEST_SPECS: NodeSpecs = new Map(nodes.map((node) => [node.id, toNodeSpec(node)]));

/** An executor with the test nodes, in a process of its own. */
export function createTestChildExecutor(start: () => ExecutorPort = () => forkExecutor()): Executor {
  const nodeModules = [path.resolve(import.meta.dirname, 'test-nodes.mjs')];
  return createChildExecutor({ settings: { outputFolder: '', packFolders: [], nodeModules }, start });
}

/** An executor with the test nodes, in this process. */
export function createTestExecutor(longestLine = 1): Executor {
  const services = createNodeServices(createSessions(), createModelPacks([]), '');
  const executor = createInProcessExecutor(TEST_CATALOGUE, services);
  return Object.defineProperty(executor, 'longestLine', { value: longestLine });
}

export interface TestRun {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

/** An executor, what it remembers, and runs with it. */
export function createTestEngine(
  executor: Executor = createTestExecutor(),
  cacheBytes = 2 ** 30,
  times?: NodeTimes,
  disk?: DiskResults,
  longSeconds = Number.POSITIVE_INFINITY,
  machine: { device: string } = { device: '' },
) {
  const cache = new ResultCache(executor, cacheBytes);
  const kept = disk && new KeptResults(executor, cache, disk, longSeconds);
  const run = async (
    workflow: Workflow,
    onEvent: (event: RunEvent, stop: () => void) => void = () => {},
    name = 'test',
  ): Promise<TestRun> => {
    const events: RunEvent[] = [];
    const stop = new AbortController();
    await kept?.open();
    const result = await runWorkflow(
      workflow,
      { specs: TEST_SPECS, executor, cache, times: times ?? createNodeTimes(), kept, device: machine.device },
      {
        runId: 'r',
        name,
        signal: stop.signal,
        onEvent(event) {
          events.push(event);
          onEvent(event, () => stop.abort());
        },
      },
    );
    return { result, events };
  };
  return { executor, cache, run };
}

/** `workflowOf` with the types' `test/` left out. */
export function testWorkflow(
  types: Readonly<Record<string, string>>,
  wires: readonly string[] = [],
  widgets: Readonly<Record<string, Record<string, unknown>>> = {},
): Workflow {
  return workflowOf(
    Object.fromEntries(Object.entries(types).map(([id, type]) => [id, `test/${type}`])),
    wires,
    widgets,
  );
}
