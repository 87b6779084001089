import { fork } from 'node:child_process';
import { findBuiltFile } from './built-file.ts';
import type { ExecutorPort, FromExecutor } from './executor-messages.ts';

/** It lives for days, and what is new in it is mostly small: V8 need not set more and more aside for that (MB). */
export const EXECUTOR_FLAGS: readonly string[] = ['--max-semi-space-size=4'];
/** glibc gives the memory of closed models and clips back to the system, and does not keep some of it for each thread. */
export const EXECUTOR_ENVIRONMENT = { MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };

/** Starts the executor as a child of this process. */
export function forkExecutor(entry = findExecutorEntry()): ExecutorPort {
  const child = fork(entry, [], {
    execArgv: [...EXECUTOR_FLAGS],
    // Structured clone instead of JSON: numbers that are not finite and undefined arrive as they are.
    serialization: 'advanced',
    // What nodes print is not what a command prints.
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { ...process.env, ...EXECUTOR_ENVIRONMENT },
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

/** The program that the executor is. */
export function findExecutorEntry(): string {
  return findBuiltFile('executor.js');
}
