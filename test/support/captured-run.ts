import { defineNode, type NodeDefinition, toNodeSpec } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import type { SocketValues } from '../../src/core/values.ts';
import { readWorkflow, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { catalogue } from '../../src/engine/catalogue.ts';
import { createInProcessExecutor } from '../../src/engine/in-process-executor.ts';
import { createModelPacks } from '../../src/engine/model-packs.ts';
import { createNodeServices } from '../../src/engine/node-context.ts';
import { createNodeTimes } from '../../src/engine/node-times.ts';
import { createSessions, type Sessions } from '../../src/engine/onnx/sessions.ts';
import { ResultCache } from '../../src/engine/result-cache.ts';
import { runWorkflow } from '../../src/engine/scheduler.ts';

/** Models stay open from run to run, up to so many bytes: opening them takes longer than most of what is tested. */
const OPEN = { budgetBytes: 128e6 };
const shared = createSessions(OPEN);
const sessions: Sessions = {
  use: (file, work, edit, tell) => shared.use(file, work, edit, tell),
  checkDevice: (device) => shared.checkDevice(device),
  setDevices: (devices, note) => shared.setDevices(devices, note),
  setModelBytes: (bytes) => shared.setModelBytes(bytes),
  get device() {
    return shared.device;
  },
  get place() {
    return shared.place;
  },
  get openCount() {
    return shared.openCount;
  },
  get modelMilliseconds() {
    return shared.modelMilliseconds;
  },
  close: async () => {},
};

/** What a run made at some of its outputs, and what it told. */
export interface CapturedRun {
  readonly latents: Readonly<Record<string, SocketValues['latent']>>;
  readonly videos: Readonly<Record<string, SocketValues['video']>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly logs: readonly string[];
}

/** Runs a workflow with the built-in nodes and hands out what travels along the named wires, such as `decode.video`. */
export async function captureRun(
  workflow: Workflow,
  outputs: readonly string[],
  packFolders: readonly string[] = ['models'],
  readFolders: readonly string[] = [],
): Promise<CapturedRun> {
  const latents: Record<string, SocketValues['latent']> = {};
  const videos: Record<string, SocketValues['video']> = {};
  const texts: Record<string, string> = {};
  const captures: readonly NodeDefinition[] = outputs.map((output, index) =>
    captureNode(output, index, { latents, videos, texts }),
  );
  const all = new Map([...catalogue, ...captures.map((node): [string, NodeDefinition] => [node.id, node])]);
  const document = JSON.parse(serializeWorkflow(workflow));
  for (const [index, output] of outputs.entries()) {
    document.nodes[`capture${index}`] = { type: captures[index]?.id, version: 1, position: [0, 0], widgets: {} };
    document.edges.push({ from: output, to: `capture${index}.value` });
  }
  const captured = readWorkflow(document);
  const specs = new Map([...all].map(([id, node]) => [id, toNodeSpec(node)]));
  const targets = outputs.map((_, index) => `capture${index}`);
  const problems = validateWorkflow(captured, specs).map(describeProblem);
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const executor = createInProcessExecutor(
    all,
    createNodeServices(sessions, createModelPacks(packFolders), '', readFolders),
  );
  const logs: string[] = [];
  try {
    const result = await runWorkflow(
      captured,
      { specs, executor, cache: new ResultCache(executor, 2 ** 28), times: createNodeTimes() },
      {
        runId: 'r',
        name: 'captured',
        targets,
        signal: new AbortController().signal,
        onEvent: (event: RunEvent) => event.kind === 'node-log' && logs.push(event.message),
      },
    );
    if (result.status !== 'done') {
      const { node, failure } = result.failed ?? {};
      throw new Error(`${node}: ${failure?.message} ${failure?.hint ?? failure?.stack ?? ''}`);
    }
  } finally {
    await executor.close();
  }
  return { latents, videos, texts, logs };
}

function captureNode(
  output: string,
  index: number,
  into: { latents: Record<string, unknown>; videos: Record<string, unknown>; texts: Record<string, unknown> },
): NodeDefinition {
  const port = output.split('.').at(-1) ?? '';
  const [type, values] =
    port === 'video'
      ? (['video', into.videos] as const)
      : port === 'ratios' || port === 'text'
        ? (['text', into.texts] as const)
        : (['latent', into.latents] as const);
  return defineNode({
    id: `test/capture-${index}`,
    version: 1,
    title: `Capture ${index}`,
    summary: 'Keeps a value for a test.',
    terminal: true,
    inputs: { value: wire(type, 'What is kept.') },
    outputs: {},
    run({ value }) {
      values[output] = value;
      return {};
    },
  }) as unknown as NodeDefinition;
}
