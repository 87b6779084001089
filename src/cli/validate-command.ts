import { describeProblem, validateWorkflow } from '../core/validate.ts';
import type { Command } from './command.ts';

import { knownSpecs, OWN_NODES_OPTION } from './own-node-folders.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { readWorkflowFile } from './read-workflow-file.ts';
import { UsageError } from './usage-error.ts';

export const validateCommand: Command = {
  help: `Usage: patchloom validate FILE [--nodes DIR]

Prints everything that keeps a workflow from running, one problem per line with what to do about it.

  --nodes DIR  folder of your own nodes, allowed for this once; may be given several times

Exit code: 0 nothing found, 2 problems.
`,
  async execute(args) {
    const { values, positionals } = parseArguments('validate', args, OWN_NODES_OPTION);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError('patchloom validate takes one workflow file', { hint: seeHelp('validate') });
    }
    const workflow = await readWorkflowFile(file);
    const problems = validateWorkflow(workflow, await knownSpecs(values.nodes));
    process.stdout.write(
      problems.length === 0
        ? `${file}: no problems\n`
        : problems.map((problem) => `${describeProblem(problem)}\n`).join(''),
    );
    return problems.length === 0 ? 0 : 2;
  },
};
