import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CLI } from './run-cli.ts';

/** `patchloom serve` in a process of its own, as a person starts it. */
export interface ServedEditor {
  /** Good for one browser, once. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it as the system does when memory runs out: nothing of it gets to run any more. */
  kill(): Promise<void>;
}

/** Starts it on folders below `folder`, so that the next one goes on where this one was. */
export async function serveEditor(folder: string): Promise<ServedEditor> {
  if (!existsSync(CLI)) throw new Error('There is no dist/cli.js: run “npm run build” first');
  const places = ['--data', path.join(folder, 'data'), '--out', path.join(folder, 'output')];
  const child = spawn(process.execPath, [CLI, 'serve', ...places], {
    env: { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config'), XDG_CACHE_HOME: path.join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', (code) => reject(new Error(`patchloom serve ended with ${code}`)));
  });
  return {
    url,
    process: child,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
