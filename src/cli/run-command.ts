import { AFTER_RUNS, type AfterRun } from '../core/after-run.ts';
import type { Command } from './command.ts';
import { parseArguments, parseWholeNumber, seeHelp } from './parse-arguments.ts';
import { runBatch, runTimes } from './run-batch.ts';
import { RUN_OPTIONS, RUN_OPTIONS_HELP, runWorkflow } from './run-workflow.ts';
import { UsageError } from './usage-error.ts';

export const runCommand: Command = {
  help: `Usage: patchloom run FILE [options]

Runs a workflow without a window and prints the path of each file it wrote.

${RUN_OPTIONS_HELP}
  --batch FILE             run once for each line of a file of settings, models staying open:
                           {"prompt.text": "a cat spins", "noise.seed": 3}
                           prints line number, tab, path or shown text; events of --json have a “line”. Lines that
                           fail do not stop the others; the exit code is 1 then
  --times N                run so many times; after each run, seeds change as the workflow says of each
  --seeds HOW              with --times: all seeds change like this: increment, decrement or random

Exit code: 0 done, 1 failed, 2 wrong use or invalid workflow, 130 stopped.

Example: patchloom run workflows/text-to-video.json --set prompt.text="a rocket rises up" --set noise.seed=7
`,
  async execute(args) {
    const { values, positionals } = parseArguments('run', args, { ...RUN_OPTIONS, ...MANY });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError('patchloom run takes one workflow file', { hint: seeHelp('run') });
    }
    const { batch, times, seeds } = values;
    if (seeds !== undefined && times === undefined)
      throw new UsageError('--seeds goes with --times', { hint: 'For example --times 4 --seeds random.' });
    if (times === undefined) return batch === undefined ? runWorkflow(file, values) : runBatch(file, batch, values);
    if (batch !== undefined) throw new UsageError('--times and --batch exclude each other', { hint: seeHelp('run') });
    return runTimes(file, parseWholeNumber('times', times, { min: 1, max: 10_000 }), readAfterRun(seeds), values);
  },
};

/** The options of several runs. */
const MANY = { batch: { type: 'string' }, times: { type: 'string' }, seeds: { type: 'string' } } as const;

function readAfterRun(typed: string | undefined): AfterRun | undefined {
  const known = AFTER_RUNS.find((name) => name === typed);
  if (typed === undefined || (known && known !== 'fixed')) return known;
  throw new UsageError(`--seeds ${typed} is not known`, { hint: 'There are: increment, decrement, random.' });
}
