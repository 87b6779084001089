#!/usr/bin/env node
import type { Command } from './command.ts';
import { reportError } from './report-failure.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

// Help must be there at once, so nothing heavy is imported here: each command loads what it needs.
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  run: { summary: 'run a workflow', load: async () => (await import('./run-command.ts')).runCommand },
  validate: {
    summary: 'say what keeps a workflow from running',
    load: async () => (await import('./validate-command.ts')).validateCommand,
  },
  nodes: { summary: 'list the nodes there are', load: async () => (await import('./nodes-command.ts')).nodesCommand },
  'new-node': {
    summary: 'write a node of your own to start from',
    load: async () => (await import('./new-node-command.ts')).newNodeCommand,
  },
  pack: {
    summary: 'fetch, list, check and remove model packs',
    load: async () => (await import('./pack-command.ts')).packCommand,
  },
  doctor: {
    summary: 'say what is found on this machine, and what is missing',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  history: {
    summary: 'list what the editor has run, and open it again',
    load: async () => (await import('./history-command.ts')).historyCommand,
  },
  serve: { summary: 'start the editor', load: async () => (await import('./serve-command.ts')).serveCommand },
  demo: { summary: 'make a video from a sentence', load: async () => (await import('./demo-command.ts')).demoCommand },
};

const HELP = `Usage: patchloom <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

  --help      this page; after a command: how it is used
  --version   the version of Patchloom
`;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has had enough (`… --json | head`) is no reason to end a run.
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2)).catch(reportError);

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') return print(HELP);
  if (name === '--version') return print(`${version()}\n`);
  if (name === undefined) throw new UsageError('patchloom needs a command', { hint: '“patchloom --help” lists them.' });
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry)
    throw new UsageError(`There is no command “${name}”`, { hint: `There are: ${Object.keys(COMMANDS).join(', ')}.` });
  const command = await entry.load();
  return args.includes('--help') || args.includes('-h') ? print(command.help) : command.execute(args);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
