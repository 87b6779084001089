import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const CLI = path.resolve('dist/cli.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Set on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process and all that it has printed so far, whenever it prints. */
  readonly onOutput?: (process: ChildProcessWithoutNullStreams, printed: string) => void;
}

/** Runs the built command line as a person would, in a process of its own. */
export function runCli(args: readonly string[], { cwd, env, onOutput }: CliOptions = {}): Promise<CliResult> {
  if (!existsSync(CLI)) throw new Error('There is no dist/cli.js: run “npm run build:cli” first');
  const cache = mkdtempSync(path.join(os.tmpdir(), 'patchloom-cache-'));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      ...(cwd === undefined ? {} : { cwd }),
      // What earlier runs have left must not decide what this one does.
      env: { ...process.env, XDG_CACHE_HOME: cache, ...env },
    });
    let stdout = '';
    let stderr = '';
    const heard = () => onOutput?.(child, stdout + stderr);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      heard();
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      heard();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      rmSync(cache, { recursive: true, force: true });
      resolve({ code, stdout, stderr });
    });
  });
}
