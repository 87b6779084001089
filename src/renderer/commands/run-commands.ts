import { currentScope } from '../state/document.ts';
import { isReady } from '../state/ready.ts';
import { pathOf } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import type { Command } from './command.ts';
import { runWorkflow, stopRun } from './run-workflow.ts';
import { hasNodes, selection } from './selection.ts';

/** Running all of the workflow or a part of it. */
export const RUN_COMMANDS = {
  run: {
    label: 'run',
    keys: ['Mod+Enter'],
    worksInText: true,
    isEnabled: isReady,
    run: () => void runWorkflow({ count: useSession.getState().runCount }),
  },
  runToHere: {
    label: 'runToHere',
    keys: [],
    menu: 'node',
    isEnabled: () => isReady() && hasNodes(),
    run: () => void runWorkflow({ targets: selection().nodes.map((id) => pathOf(currentScope(), id)) }),
  },
  stop: { label: 'stop', keys: ['Mod+.', 'Mod+Alt+Enter'], worksInText: true, run: () => void stopRun() },
} as const satisfies Record<string, Command>;
