import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';

/** How many bytes of results are kept on disk, unless somebody chooses otherwise. */
export const DISK_BYTES = 2 * 1024 ** 3;
/** One result may take so much of them: a few large ones must not push out all others. */
const LARGEST_SHARE = 0.25;
/** Releases that were not used for so long leave nothing behind. */
const FORGOTTEN_MILLISECONDS = 14 * 24 * 3600 * 1000;

/**
 * Which results lie on disk, by key; those that were used longest ago go first when together they are over the budget. The files are
 * written and read where the values are. Several processes may share a folder: what another one removes is not found, no more.
 */
export class DiskResults {
  readonly #parent: string;
  readonly #folder: string;
  /** Bytes by key, what was used longest ago first. */
  readonly #sizes = new Map<string, number>();
  #budget: number;
  #bytes = 0;
  #opening: Promise<void> | undefined;
  #work: Promise<unknown> = Promise.resolve();

  /** `release`: other code may give other results for the same key. */
  constructor(folder: string, release: string, budgetBytes = DISK_BYTES) {
    this.#parent = folder;
    this.#folder = path.join(folder, release);
    this.#budget = budgetBytes;
  }

  get count(): number {
    return this.#sizes.size;
  }

  get largestBytes(): number {
    return this.#budget * LARGEST_SHARE;
  }

  /** Looks at what earlier processes have left. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  has(key: string): boolean {
    return this.#sizes.has(key);
  }

  /** Where the result with that key lies or is to be written. */
  fileOf(key: string): string {
    // Some file systems take “a” for “A”.
    return path.join(this.#folder, `${Buffer.from(key, 'base64url').toString('hex')}.result`);
  }

  /** A result was used. */
  touch(key: string): void {
    const bytes = this.#sizes.get(key);
    if (bytes === undefined) return;
    this.#sizes.delete(key);
    this.#sizes.set(key, bytes);
    const now = new Date();
    this.later(() => fs.utimes(this.fileOf(key), now, now));
  }

  /** A result was written. */
  add(key: string, bytes: number): void {
    this.forget(key);
    this.#sizes.set(key, bytes);
    this.#bytes += bytes;
    this.#trim();
  }

  /** A file turned out to be gone or damaged. */
  forget(key: string): void {
    this.#bytes -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
  }

  setBudget(bytes: number): void {
    this.#budget = bytes;
    this.later(async () => {
      await this.open();
      this.#trim();
    });
  }

  /** Waits for what goes on in the background. */
  async close(): Promise<void> {
    let last: Promise<unknown>;
    do {
      last = this.#work;
      await last;
    } while (last !== this.#work);
  }

  /** Does something that nobody waits for; a cache that can't be written is no failure. */
  later(work: () => Promise<unknown>): void {
    this.#work = Promise.all([this.#work, work().catch(() => {})]);
  }

  #trim(): void {
    for (const key of this.#sizes.keys()) {
      if (this.#bytes <= this.#budget) return;
      this.forget(key);
      this.later(() => fs.rm(this.fileOf(key), { force: true }));
    }
  }

  async #open(): Promise<void> {
    this.later(() => this.#removeForgotten());
    const names = await fs.readdir(this.#folder).catch(() => []);
    const found = await Promise.all(names.map((name) => this.#look(name)));
    for (const { key, bytes } of found.filter((entry) => entry !== undefined).sort((a, b) => a.usedAt - b.usedAt)) {
      this.#sizes.set(key, bytes);
      this.#bytes += bytes;
    }
    this.#trim();
  }

  async #look(name: string): Promise<{ key: string; bytes: number; usedAt: number } | undefined> {
    const file = path.join(this.#folder, name);
    const stats = await fs.stat(file).catch(() => undefined);
    if (!stats) return undefined;
    const [, hex] = /^([0-9a-f]{64})\.result$/.exec(name) ?? [];
    if (hex) return { key: Buffer.from(hex, 'hex').toString('base64url'), bytes: stats.size, usedAt: stats.mtimeMs };
    // A killed process has left it; a living one is done within the hour.
    if (Date.now() - stats.mtimeMs > 3_600_000) this.later(() => fs.rm(file, { force: true }));
    return undefined;
  }

  async #removeForgotten(): Promise<void> {
    for (const name of await fs.readdir(this.#parent)) {
      const folder = path.join(this.#parent, name);
      const { mtimeMs } = await fs.stat(folder);
      if (folder !== this.#folder && Date.now() - mtimeMs > FORGOTTEN_MILLISECONDS)
        await fs.rm(folder, { recursive: true, force: true });
    }
  }
}

/** Names the code that makes results: the names of the pieces that the executor's file loads come from their content. */
export function releaseOf(executorFile: string): string {
  return hash('sha256', readFileSync(executorFile), 'hex').slice(0, 16);
}
