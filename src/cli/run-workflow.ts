import { randomUUID } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';
import type { RunEvent } from '../core/run-events.ts';
import { describeProblem, validateWorkflow } from '../core/validate.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Engine, RunResult } from '../engine/engine.ts';
import { userCacheFolder } from '../engine/user-cache-folder.ts';
import { DEVICE_OPTION, readDevice } from './device-option.ts';
import { loadOwnNodes, OWN_NODES_OPTION, ownNodeFolders } from './own-node-folders.ts';
import { packFolders } from './pack-folders.ts';
import { parseWholeNumber } from './parse-arguments.ts';
import { progressReporter } from './progress-reporter.ts';
import { readWorkflowFile } from './read-workflow-file.ts';
import { describeFailure } from './report-failure.ts';
import { applySettings } from './set-option.ts';
import { createTextGatherer } from './shown-texts.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** The options of every command that runs a workflow, for `parseArguments`. */
export const RUN_OPTIONS = {
  set: { type: 'string', multiple: true, default: [] as string[] },
  out: { type: 'string', default: 'output' },
  json: { type: 'boolean', default: false },
  to: { type: 'string', multiple: true, default: [] as string[] },
  packs: { type: 'string', multiple: true, default: [] as string[] },
  'disk-cache': { type: 'string', default: '2' },
  ...OWN_NODES_OPTION,
  ...DEVICE_OPTION,
} as const;

export const RUN_OPTIONS_HELP = `  --set node.widget=value  change a setting of a node; may be given several times
  --to NODE                run only what this node needs, and the node; may be given several times.
                           Inside a subgraph: --to instance/node
  --out DIR                folder for what is written (default: output)
  --packs DIR              one more folder that holds model packs; may be given several times
  --nodes DIR              folder of your own nodes, allowed for this run; may be given several times
  --device NAME            what models run on: auto, cpu, cuda, tensorrt, directml, coreml or webgpu (default: auto)
  --disk-cache GB          gigabytes of results kept on disk for later runs; 0 for none (default: 2)
  --json                   print each run event as one line of JSON`;

export interface RunArguments {
  readonly set: readonly string[];
  readonly out: string;
  readonly json: boolean;
  readonly to: readonly string[];
  readonly packs: readonly string[];
  readonly nodes: readonly string[];
  readonly device?: string | undefined;
  readonly 'disk-cache': string;
}

/** Runs the workflow in a file, shows how it goes and prints what it wrote. Returns the exit code. */
export async function runWorkflow(file: string, options: RunArguments): Promise<number> {
  const stop = listenForStop();
  const workflow = await readWorkflowFile(file);
  const { json } = options;
  const engine = await openEngine(options);
  try {
    const changed = applySettings(workflow, engine.specs, options.set);
    const targets = readTargets(changed, options.to);
    const problems = validateWorkflow(changed, engine.specs, targets);
    if (problems.length > 0) {
      process.stderr.write(problems.map((problem) => `${describeProblem(problem)}\n`).join(''));
      return 2;
    }
    const warning = await engine.warnOfMemory(changed);
    if (warning) process.stderr.write(`${warning.message}. ${warning.hint}\n`);
    const show = json ? printEvent : progressReporter(process.stderr);
    const shown = createTextGatherer(changed, engine.specs);
    const result = await engine.run(changed, {
      runId: randomUUID(),
      name: basename(file, extname(file)),
      signal: stop.signal,
      ...(targets ? { targets } : {}),
      onEvent(event) {
        show(event);
        shown.hear(event);
      },
    });
    if (!json) process.stdout.write([...shown.texts.values()].map((text) => `${text}\n`).join(''));
    return report(result, json);
  } finally {
    stop.dispose();
    await engine.close();
  }
}

/** The nodes that a run is to lead to, `instance/node` inside a subgraph; undefined for all that save or show something. */
export function readTargets({ nodes }: Workflow, to: readonly string[]): readonly string[] | undefined {
  // What is inside an instance is known once subgraphs are in place, which is when the workflow is checked.
  const unknown = to.find((node) => !Object.hasOwn(nodes, node.replace(/[/#].*/, '')));
  if (unknown !== undefined) {
    const hint = `It has: ${Object.keys(nodes).sort().join(', ')}.`;
    throw new UsageError(`--to ${unknown}: the workflow has no such node`, { hint });
  }
  return to.length > 0 ? to : undefined;
}

/** The engine of a command that runs workflows. Whoever opens it closes it. */
export async function openEngine(options: RunArguments): Promise<Engine> {
  const { out, packs, nodes, device } = options;
  const diskBytes = parseWholeNumber('disk-cache', options['disk-cache'], { max: 10_000 }) * 1024 ** 3;
  const { createEngine } = await import('../engine/create-engine.ts');
  const chosen = readDevice(device);
  const folders = await ownNodeFolders(nodes);
  const engine = createEngine({
    outputFolder: resolve(out),
    packFolders: packFolders(packs),
    cacheFolder: userCacheFolder(),
    diskBytes,
    // Whoever starts it in a folder means that folder's files.
    readFolders: [process.cwd()],
    ...(chosen ? { device: chosen } : {}),
  });
  await loadOwnNodes(engine, folders);
  return engine;
}

function printEvent(event: RunEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function report(result: RunResult, json: boolean): number {
  if (!json) process.stdout.write(result.files.map((file) => `${file.path}\n`).join(''));
  switch (result.status) {
    case 'done':
      return 0;
    case 'failed':
      if (result.failed) process.stderr.write(describeFailure(result.failed.failure, result.failed.node));
      return 1;
    case 'stopped':
      return 130;
  }
}
