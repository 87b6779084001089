import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ExecutorPort, FromExecutor } from './executor-messages.ts';
import { unpacked } from './unpacked.ts';

/** Starts the executor as a child of this process. */
export function forkExecutor(entry = findExecutorEntry()): ExecutorPort {
  const child = fork(entry, [], {
    execArgv: [],
    // Structured clone instead of JSON: numbers that are not finite and undefined arrive as they are.
    serialization: 'advanced',
    // What nodes print is not what a command prints.
    stdio: ['ignore', 2, 2, 'ipc'],
    // Gives the memory of a closed model back to the system (glibc).
    env: { ...process.env, MALLOC_TRIM_THRESHOLD_: '131072' },
  });
  return {
    // A message to a process that has just ended is lost, as it is itself; `onExit` tells.
    send: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromExecutor)),
    onExit(listener) {
      child.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`));
      child.on('error', (error) => {
        if (child.pid === undefined) listener(error.message);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** `executor.js` lies beside the bundle that this is part of, or above it; of the desktop app and of the sources, in `dist`. */
export function findExecutorEntry(): string {
  const here = import.meta.dirname;
  const candidates = ['executor.js', '../executor.js', '../../dist/executor.js', '../../../dist/executor.js'].map(
    (file) => path.join(here, file),
  );
  const found = candidates.find((file) => existsSync(file));
  if (!found) throw new Error(`There is no executor.js near ${here}: run “npm run build:cli” first`);
  return unpacked(found);
}
