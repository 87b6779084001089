import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunRecord } from '../core/queue-api.ts';
import type { RunStore } from '../server/run-store.ts';
import type { Command } from './command.ts';
import { parseArguments, parseWholeNumber, seeHelp } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';

/** Ids are told apart by this much of them. */
const SHORT_ID = 8;

export const historyCommand: Command = {
  help: `Usage: patchloom history [WORD …] [options]

Lists the runs of the editor, newest first: those that have all of the words in their name, texts, seeds, files or failure.

  --open ID    print the workflow of a run, as it was run; the first characters of its id are enough
  --count N    how many runs are listed (default: 20)
  --data DIR   the folder that “patchloom serve” was given (default: Patchloom in your home folder)
  --json       print each run as one line of JSON

Example: patchloom history --open 3f2a91c0 > again.json && patchloom run again.json
`,
  async execute(args) {
    const { values, positionals } = parseArguments('history', args, {
      open: { type: 'string' },
      count: { type: 'string', default: '20' },
      data: { type: 'string', default: join(homedir(), 'Patchloom') },
      json: { type: 'boolean', default: false },
    });
    const limit = parseWholeNumber('count', values.count, { max: 10_000 });
    const file = join(resolve(values.data), 'runs.sqlite');
    if (!existsSync(file)) throw new UsageError(`There is no history in ${values.data}`, { hint: seeHelp('history') });
    const { openSqlRunStore } = await import('../server/sql-run-store.ts');
    const store = openSqlRunStore(file);
    try {
      if (values.open !== undefined) {
        process.stdout.write(workflowOf(store, values.open));
        return 0;
      }
      const words = positionals.map((word) => word.toLowerCase());
      const print = values.json ? (run: RunRecord) => JSON.stringify(run) : describeRun;
      process.stdout.write(
        store
          .list({ words, limit })
          .runs.map((run) => `${print(run)}\n`)
          .join(''),
      );
      return 0;
    } finally {
      store.close();
    }
  },
};

function workflowOf(store: RunStore, id: string): string {
  const [found, ...more] = id === '' ? [] : store.idsWith(id);
  const hint = '“patchloom history” lists them.';
  if (found === undefined) throw new UsageError(`There is no run ${id} in the history`, { hint });
  if (more.length > 0) throw new UsageError(`The ids of ${more.length + 1} runs begin with ${id}`, { hint });
  return store.open(found)?.json ?? '';
}

/** Id, when it was asked for, how it ended, how long it took, name, seeds and files. */
function describeRun({ runId, askedAt, status, seconds, name, seeds, files, failure }: RunRecord): string {
  const when = new Date(askedAt).toISOString().slice(0, 16).replace('T', ' ');
  const took = seconds === undefined ? '' : `${seconds.toFixed(1)} s`;
  const chosen = [...new Set(seeds.map(({ node, widget, value }) => `${node}.${widget}=${value}`))].join(' ');
  const made = failure?.message ?? files.map((file) => file.name).join(' ');
  return [runId.slice(0, SHORT_ID), when, status, took, name, chosen, made].join('\t');
}
