import { useSession } from '../state/session.ts';
import type { Command } from './command.ts';
import { EDIT_COMMANDS } from './edit-commands.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import { NODE_COMMANDS } from './node-commands.ts';
import { QUEUE_COMMANDS } from './queue-commands.ts';
import { RUN_COMMANDS } from './run-commands.ts';
import { SUBGRAPH_COMMANDS } from './subgraph-commands.ts';
import { VIEW_COMMANDS } from './view-commands.ts';

export type { Command } from './command.ts';

const { undo, redo, ...edits } = EDIT_COMMANDS;

/** Everything a person can do that has a name, in one table: keys, menus and the command palette are read from it. */
export const COMMANDS = {
  ...RUN_COMMANDS,
  ...QUEUE_COMMANDS,
  ...FILE_COMMANDS,
  undo,
  redo,
  ...onCanvas(edits),
  ...onCanvas(NODE_COMMANDS),
  ...onCanvas(SUBGRAPH_COMMANDS),
  ...VIEW_COMMANDS,
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

/** Does what a command does, unless there is nothing to do it to. */
export function runCommand(command: Command): void {
  if (command.isEnabled?.() ?? true) command.run();
}

/** What is done to nodes asks to see them: in the app view these commands do nothing. */
function onCanvas<T extends Readonly<Record<string, Command>>>(commands: T): { readonly [Name in keyof T]: Command } {
  return Object.fromEntries(
    Object.entries<Command>(commands).map(([name, command]) => [
      name,
      { ...command, isEnabled: () => !useSession.getState().isApp && (command.isEnabled?.() ?? true) },
    ]),
  ) as { readonly [Name in keyof T]: Command };
}
