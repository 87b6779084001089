import { defineNode, type NodeSpec, toNodeSpec } from '../../src/core/define-node.ts';
import { int, text, wire } from '../../src/core/ports.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { readWorkflow } from '../../src/core/workflow.ts';
import type { Engine, RunOptions, RunResult } from '../../src/engine/engine.ts';

/** An engine that computes nothing: a run is what the test makes of it. */
export interface FakeEngine extends Engine {
  /** The runs that were started, in order. */
  readonly started: { readonly workflow: Workflow; readonly options: RunOptions }[];
}

const source: NodeSpec = toNodeSpec(
  defineNode({
    id: 'test/source',
    version: 1,
    title: 'Source',
    summary: 'Makes a text.',
    inputs: { text: text({ help: 'The text.' }), count: int({ default: 1, min: 1, max: 9, help: 'How many.' }) },
    outputs: { text: wire('text', 'The text.'), count: wire('number', 'How many.') },
    run: ({ text, count }) => ({ text, count }),
  }),
);

const sink: NodeSpec = toNodeSpec(
  defineNode({
    id: 'test/sink',
    version: 1,
    title: 'Sink',
    summary: 'Takes a text.',
    terminal: true,
    inputs: { text: wire('text', 'The text.') },
    outputs: {},
    run: () => ({}),
  }),
);

export const FAKE_SPECS: ReadonlyMap<string, NodeSpec> = new Map([source, sink].map((spec) => [spec.id, spec]));

/** `source.text → sink.text`, ready to run. */
export function fakeWorkflow(): Workflow {
  return readWorkflow({
    format: 'patchloom/workflow',
    version: 1,
    nodes: {
      source: { type: 'test/source', version: 1, position: [0, 0], widgets: { text: 'hello', count: 1 } },
      sink: { type: 'test/sink', version: 1, position: [400, 0] },
    },
    edges: [{ from: 'source.text', to: 'sink.text' }],
  });
}

/** Every run does what `run` says; without it, it ends at once. */
export function createFakeEngine(
  run: (options: RunOptions) => Promise<RunResult['status']> = async () => 'done',
): FakeEngine {
  const started: FakeEngine['started'] = [];
  return {
    specs: FAKE_SPECS,
    started,
    async run(workflow, options) {
      started.push({ workflow, options });
      options.onEvent({ runId: options.runId, kind: 'run-started', nodes: Object.keys(workflow.nodes) });
      const status = await run(options);
      options.onEvent({ runId: options.runId, kind: 'run-finished', status, seconds: 0 });
      return { status, files: [], ran: [], cached: [], skipped: [] };
    },
    ownNodes: {
      specs: FAKE_SPECS,
      list: () => [],
      allow: async () => {},
      refresh: async () => {},
      refreshLater: () => {},
      onChange: () => {},
      close: () => {},
    },
    devices: { choose: () => {}, prepare: async () => '', inspect: async () => [] },
    warnOfMemory: async () => undefined,
    setModelBytes: () => {},
    usage: async () => undefined,
    setDiskBytes: () => {},
    curve: () => undefined,
    async close() {},
  };
}
