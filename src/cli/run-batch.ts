import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type AfterRun, advanceSeeds } from '../core/after-run.ts';
import type { NodeSpecs } from '../core/define-node.ts';
import { describeProblem, validateWorkflow } from '../core/validate.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Engine, RunResult } from '../engine/engine.ts';
import { progressReporter } from './progress-reporter.ts';
import { readBatchFile } from './read-batch-file.ts';
import { readWorkflowFile } from './read-workflow-file.ts';
import { describeFailure } from './report-failure.ts';
import { openEngine, type RunArguments, readTargets } from './run-workflow.ts';
import { applySettings } from './set-option.ts';
import { createTextGatherer } from './shown-texts.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

interface BatchRun {
  readonly line: number;
  readonly workflow: Workflow;
}

/**
 * Runs a workflow once for each line of settings, all with one engine, so that models stay open and what does not change is made
 * once. What can be told of the lines beforehand is told before anything runs; a line that fails later leaves the others alone.
 * Returns the exit code.
 */
export async function runBatch(file: string, batchFile: string, options: RunArguments): Promise<number> {
  const lines = await readBatchFile(batchFile);
  return runAll(file, options, 'line', (changed, specs, targets) => {
    const runs = lines.map(({ line, settings }): BatchRun | string => {
      try {
        return { line, workflow: applySettings(changed, specs, settings, (setting) => setting) };
      } catch (error) {
        if (error instanceof UsageError) return `line ${line}: ${error.message}`;
        throw error;
      }
    });
    const ready = runs.filter((run): run is BatchRun => typeof run !== 'string');
    const problems = [
      ...runs.filter((run): run is string => typeof run === 'string'),
      ...ready.flatMap((run) =>
        validateWorkflow(run.workflow, specs, targets).map(
          (problem) => `line ${run.line}: ${describeProblem(problem)}`,
        ),
      ),
    ];
    if (problems.length > 0) throw new UsageError(`${batchFile} cannot be run:\n${problems.join('\n')}`);
    return ready;
  });
}

/**
 * Runs a workflow several times with one engine. After each run its seeds are counted on or thrown anew, as the document says of each, or
 * all as `seeds` says. `UsageError` when none would change. Returns the exit code.
 */
export async function runTimes(
  file: string,
  times: number,
  seeds: AfterRun | undefined,
  options: RunArguments,
): Promise<number> {
  return runAll(file, options, 'run', (changed, specs, targets) => {
    const problems = validateWorkflow(changed, specs, targets).map(describeProblem);
    if (problems.length > 0) throw new UsageError(`${file} cannot be run:\n${problems.join('\n')}`);
    const runs: BatchRun[] = [];
    let next = changed;
    for (let line = 1; line <= times; line++) {
      runs.push({ line, workflow: next });
      const moved = advanceSeeds(next, specs, Math.random, seeds);
      if (times > 1 && isDeepStrictEqual(moved, next)) {
        const hint = 'Add “--seeds random”, or say beside a seed in the editor what happens to it after a run.';
        throw new UsageError(`--times ${times}: all runs would be the same, for no seed changes`, { hint });
      }
      next = moved;
    }
    return runs;
  });
}

/** Opens a workflow with the settings of all runs and runs what is made of it, by one engine. Returns the exit code. */
async function runAll(
  file: string,
  options: RunArguments,
  what: 'line' | 'run',
  plan: (workflow: Workflow, specs: NodeSpecs, targets: readonly string[] | undefined) => readonly BatchRun[],
): Promise<number> {
  const stop = listenForStop();
  const workflow = await readWorkflowFile(file);
  const engine = await openEngine(options);
  try {
    const changed = applySettings(workflow, engine.specs, options.set);
    const targets = readTargets(changed, options.to);
    const runs = plan(changed, engine.specs, targets);
    const name = basename(file, extname(file));
    return await runLines(engine, runs, { name, what, json: options.json, targets, ...stop });
  } finally {
    stop.dispose();
    await engine.close();
  }
}

type Texts = ReadonlyMap<string, string>;

interface LineOptions {
  readonly name: string;
  /** What a person calls one of them. */
  readonly what: 'line' | 'run';
  readonly json: boolean;
  readonly targets: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

async function runLines(engine: Engine, runs: readonly BatchRun[], options: LineOptions): Promise<number> {
  const { name, what, json, targets, signal } = options;
  const report = json ? reportJson : reportText;
  let done = 0;
  for (const { line, workflow } of runs) {
    if (!json) process.stderr.write(what === 'line' ? `Line ${line}\n` : `Run ${line} of ${runs.length}\n`);
    const show = progressReporter(process.stderr);
    const shown = createTextGatherer(workflow, engine.specs);
    const result = await engine.run(workflow, {
      runId: randomUUID(),
      name,
      signal,
      ...(targets ? { targets } : {}),
      onEvent(event) {
        if (json) process.stdout.write(`${JSON.stringify({ line, ...event })}\n`);
        else show(event);
        shown.hear(event);
      },
    });
    report(line, result, shown.texts, what);
    if (result.status === 'stopped') return 130;
    if (result.status === 'done') done++;
  }
  if (!json) process.stderr.write(`${done} of ${runs.length} ${what}s done\n`);
  return done === runs.length ? 0 : 1;
}

/** The last event of a line: how it ended, what it wrote, and which texts it showed. */
function reportJson(line: number, { status, files, failed }: RunResult, texts: Texts): void {
  const shown = Object.fromEntries(texts);
  const event = { line, kind: 'line-finished', status, files, texts: shown, ...(failed ? { failed } : {}) };
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function reportText(line: number, { files, failed }: RunResult, texts: Texts, what: 'line' | 'run'): void {
  const results = [...files.map(({ path }) => path), ...[...texts.values()].map((text) => text.replace(/\s+/g, ' '))];
  process.stdout.write(results.map((result) => `${line}\t${result}\n`).join(''));
  if (failed)
    process.stderr.write(
      `${what === 'line' ? 'Line' : 'Run'} ${line}: ${describeFailure(failed.failure, failed.node)}`,
    );
}
