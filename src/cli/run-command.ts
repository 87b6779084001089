import type { Command } from './command.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { runBatch } from './run-batch.ts';
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

Exit code: 0 done, 1 failed, 2 wrong use or invalid workflow, 130 stopped.

Example: patchloom run workflows/text-to-video.json --set prompt.text="a rocket rises up" --set noise.seed=7
`,
  async execute(args) {
    const { values, positionals } = parseArguments('run', args, { ...RUN_OPTIONS, batch: { type: 'string' } });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError('patchloom run takes one workflow file', { hint: seeHelp('run') });
    }
    return values.batch === undefined ? runWorkflow(file, values) : runBatch(file, values.batch, values);
  },
};
