import { join } from 'node:path';
import { findAppRoot } from './app-root.ts';
import type { Command } from './command.ts';
import { parseArguments, parseWholeNumber } from './parse-arguments.ts';
import { RUN_OPTIONS, RUN_OPTIONS_HELP, runWorkflow } from './run-workflow.ts';

const DEFAULT_PROMPT = 'a balloon rises up in a blue sky';

export const demoCommand: Command = {
  help: `Usage: patchloom demo ["your prompt"] [options]

Makes a short video from a sentence with the built-in model: workflows/text-to-video.json.
Without a prompt: “${DEFAULT_PROMPT}”.

  --seed N                 whole number; the same seed gives the same video
${RUN_OPTIONS_HELP}
`,
  async execute(args) {
    const { values, positionals } = parseArguments('demo', args, { ...RUN_OPTIONS, seed: { type: 'string' } });
    const prompt = positionals.join(' ') || DEFAULT_PROMPT;
    const seed =
      values.seed === undefined ? undefined : parseWholeNumber('seed', values.seed, { max: Number.MAX_SAFE_INTEGER });
    const set = [`prompt.text=${prompt}`, ...(seed === undefined ? [] : [`noise.seed=${seed}`]), ...values.set];
    return runWorkflow(join(findAppRoot(), 'workflows', 'text-to-video.json'), { ...values, set });
  },
};
