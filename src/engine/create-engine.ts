import path from 'node:path';
import type { NodeSpec, NodeSpecs } from '../core/define-node.ts';
import { UserError } from '../core/errors.ts';
import { flattenWorkflow } from '../core/flatten.ts';
import { warnOfMemory } from '../core/memory.ts';
import { planRun } from '../core/plan.ts';
import { documentSpecs } from '../core/subgraph-specs.ts';
import { describeProblem, validateWorkflow } from '../core/validate.ts';
import type { Workflow } from '../core/workflow.ts';
import { catalogue, nodeSpecs } from './catalogue.ts';
import { createChildExecutor } from './child-executor.ts';
import { createDevices } from './devices/devices.ts';
import { DiskResults, releaseOf } from './disk-results.ts';
import type { Engine, EngineOptions, RunOptions, RunResult } from './engine.ts';
import type { Executor } from './executor.ts';
import { findExecutorEntry, forkExecutor } from './fork-executor.ts';
import { createInProcessExecutor } from './in-process-executor.ts';
import { KeptResults } from './keep-results.ts';
import { memoryLimit } from './machine-memory.ts';
import { estimateMemory } from './memory/estimate-memory.ts';
import { createModelPacks } from './model-packs.ts';
import { createNodeServices } from './node-context.ts';
import { createNodeTimes } from './node-times.ts';
import { createSessions } from './onnx/sessions.ts';
import { checkFolder } from './output-files.ts';
import { createOwnNodes } from './own-nodes/own-nodes.ts';
import { plotCurve } from './plot-curve.ts';
import { ResultCache } from './result-cache.ts';
import { RunReport } from './run-report.ts';
import { runWorkflow } from './scheduler.ts';
import { untilAborted } from './until-aborted.ts';

const CACHE_BYTES = 1024 ** 3;

/** An engine with the built-in nodes. */
export function createEngine(options: EngineOptions): Engine {
  const executor = createExecutor(options);
  const cache = new ResultCache(executor, options.cacheBytes ?? CACHE_BYTES);
  const disk = openDisk(options);
  const kept = disk && new KeptResults(executor, cache, disk);
  const times = createNodeTimes(options.cacheFolder);
  let saving: Promise<void> = Promise.resolve();
  const packs = createModelPacks(options.packFolders);
  let running = 0;
  let { modelBytes } = options;
  const ownNodes = createOwnNodes(executor, nodeSpecs, () => running > 0);
  const devices = createDevices(executor, options.device ?? 'auto');
  /** What has to be there before a run. Some of it takes a while the first time; a run that is stopped meanwhile does not wait for it. */
  const prepare = async (workflow: Workflow, targets: RunOptions['targets']) => {
    await Promise.all([ownNodes.refresh(), times.load(), kept?.open()]);
    const { specs } = ownNodes;
    const problems = validateWorkflow(workflow, specs, targets);
    if (problems.length > 0) {
      throw new UserError(
        `The workflow cannot run:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`,
      );
    }
    // Before an hour of work, not after it.
    const writes = planRun(workflow, specs, targets).steps.some(({ type }) => writesFiles(specs.get(type)));
    if (writes) await checkFolder(options.outputFolder);
    const hasModels = Object.values(flatNodes(workflow, specs)).some(({ type }) => specs.get(type)?.lane === 'model');
    return { specs, device: hasModels ? await devices.prepare() : '' };
  };

  return {
    ownNodes,
    devices,
    get specs() {
      return ownNodes.specs;
    },
    async run(workflow, runOptions) {
      const { signal, targets } = runOptions;
      const begun = await untilAborted(signal, prepare(workflow, targets)).catch(unlessAborted(signal));
      if (!begun) return stoppedBefore(runOptions);
      running++;
      try {
        return await runWorkflow(workflow, { ...begun, executor, cache, times, kept }, runOptions);
      } finally {
        running--;
        saving = saving.then(() => times.save());
        // What was changed meanwhile.
        ownNodes.refreshLater();
      }
    },
    async warnOfMemory(workflow) {
      const budget = modelBytes ?? memoryLimit() / 2;
      return warnOfMemory(await estimateMemory(workflow, ownNodes.specs, packs, budget), memoryLimit());
    },
    setModelBytes(bytes) {
      modelBytes = bytes;
      executor.setModelBytes(bytes);
    },
    usage: () => executor.usage(),
    setDiskBytes: (bytes) => disk?.setBudget(bytes),
    curve: (type, widgets) => plotCurve(catalogue.get(type), widgets),
    async close() {
      ownNodes.close();
      await disk?.close();
      await Promise.all([executor.close(), saving]);
    },
  };
}

function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

/** A run that was stopped before anybody knew what it would run. */
function stoppedBefore(options: RunOptions): RunResult {
  const report = new RunReport(options);
  report.started([], undefined);
  return report.finished('stopped', 0, 0);
}

function writesFiles(spec: NodeSpec | undefined): boolean {
  return Object.values(spec?.outputs ?? {}).some(({ type }) => type === 'file');
}

/** The nodes that run, with those of subgraphs. */
function flatNodes(workflow: Workflow, specs: NodeSpecs): Workflow['nodes'] {
  return flattenWorkflow(workflow, documentSpecs(workflow, specs)).workflow.nodes;
}

/** Results on disk, of exactly this code; none where nobody gave a place. */
function openDisk({ cacheFolder, diskBytes }: EngineOptions): DiskResults | undefined {
  if (cacheFolder === undefined) return undefined;
  return new DiskResults(path.join(cacheFolder, 'results'), releaseOf(findExecutorEntry()), diskBytes);
}

function createExecutor({
  executor = 'in-process',
  outputFolder,
  packFolders,
  readFolders = [],
  modelBytes,
}: EngineOptions): Executor {
  switch (executor) {
    case 'in-process':
      return createInProcessExecutor(
        catalogue,
        createNodeServices(
          createSessions(modelBytes === undefined ? {} : { budgetBytes: modelBytes }),
          createModelPacks(packFolders),
          outputFolder,
          readFolders,
        ),
      );
    case 'child':
      return createChildExecutor({
        settings: { outputFolder, packFolders, readFolders, ...(modelBytes === undefined ? {} : { modelBytes }) },
        start: () => forkExecutor(),
      });
  }
}
