import { type FSWatcher, watch } from 'node:fs';
import type { NodeSpec, NodeSpecs } from '../../core/define-node.ts';
import type { OwnNodeFile, OwnNodeFolder } from '../../core/own-nodes.ts';
import { type Executor, NodeError } from '../executor.ts';
import type { LoadedOwnNodes, OwnNodeSource } from './own-definitions.ts';
import { nodeFilesIn, revisionOf } from './source-files.ts';

/** A person's own nodes, as the host knows them: which folders, what they bring, what is wrong with them. */
export interface OwnNodes {
  /** Built-in nodes and one's own. */
  readonly specs: NodeSpecs;
  list(): readonly OwnNodeFolder[];
  /** From now on these folders are loaded, and no others. Whoever calls this has a person's word for it. */
  allow(folders: readonly string[]): Promise<void>;
  /** Loads what has changed since; while a run is under way, nothing. */
  refresh(): Promise<void>;
  /** The same, for nobody who waits. */
  refreshLater(): void;
  /** Hears of changes; while somebody listens, the folders are watched. */
  onChange(listener: () => void): void;
  close(): void;
}

/** How long a file may take to load: code that never comes back must not keep the editor waiting. */
const LOAD_MILLISECONDS = 10_000;
/** Editors write a file in several pieces. */
const SETTLE_MILLISECONDS = 100;

/** The nodes of an executor: the built-in ones, and those in folders that are allowed. `isBusy`: nothing is loaded meanwhile. */
export function createOwnNodes(
  executor: Executor,
  builtIn: NodeSpecs,
  isBusy: () => boolean,
  loadMilliseconds = LOAD_MILLISECONDS,
): OwnNodes {
  return new LoadedFolders(executor, builtIn, isBusy, loadMilliseconds);
}

class LoadedFolders implements OwnNodes {
  readonly #executor: Executor;
  readonly #builtIn: NodeSpecs;
  readonly #isBusy: () => boolean;
  readonly #loadMilliseconds: number;
  readonly #listeners = new Set<() => void>();
  readonly #watchers: FSWatcher[] = [];
  #allowed: readonly string[] = [];
  #loaded: { readonly revision: string; readonly generation: number } | undefined;
  #folders: readonly OwnNodeFolder[] = [];
  #loading: Promise<void> = Promise.resolve();
  #settling: NodeJS.Timeout | undefined;
  #isClosed = false;
  specs: NodeSpecs;

  constructor(executor: Executor, builtIn: NodeSpecs, isBusy: () => boolean, loadMilliseconds: number) {
    this.#loadMilliseconds = loadMilliseconds;
    this.#executor = executor;
    this.#builtIn = builtIn;
    this.#isBusy = isBusy;
    this.specs = builtIn;
  }

  list(): readonly OwnNodeFolder[] {
    return this.#folders;
  }

  async allow(folders: readonly string[]): Promise<void> {
    this.#allowed = [...new Set(folders)];
    this.#loaded = undefined;
    this.#watch();
    await this.refresh();
  }

  refresh(): Promise<void> {
    const loading = this.#loading.then(() => this.#load());
    this.#loading = loading.catch(toldToWhoWaits);
    return loading;
  }

  refreshLater(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.refresh().catch(toldAtNextRun), SETTLE_MILLISECONDS);
    this.#settling.unref();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
    this.#watch();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#settling);
    this.#listeners.clear();
    this.#watch();
  }

  async #load(): Promise<void> {
    if (this.#isClosed || this.#isBusy() || (this.#allowed.length === 0 && this.#folders.length === 0)) return;
    const revision = revisionOf(this.#allowed);
    const { generation } = this.#executor;
    if (this.#loaded?.revision === revision && this.#loaded.generation === generation) return;
    const specs = new Map(this.#builtIn);
    this.#folders = await this.#loadFolders(revision, (spec) => specs.set(spec.id, spec));
    this.specs = specs;
    this.#loaded = { revision, generation: this.#executor.generation };
    for (const listener of this.#listeners) listener();
  }

  async #loadFolders(revision: string, take: (spec: NodeSpec) => void): Promise<OwnNodeFolder[]> {
    const crashed = new Map<string, string>();
    for (;;) {
      const { generation } = this.#executor;
      const taken: NodeSpec[] = [];
      const folders: OwnNodeFolder[] = [];
      for (const path of this.#allowed) {
        const files: OwnNodeFile[] = [];
        for (const name of nodeFilesIn(path)) {
          const source = { folder: path, name, revision };
          const { specs, problem } = await this.#loadFile(source, crashed);
          taken.push(...specs);
          files.push({ name, nodes: specs.map(({ id }) => id), ...(problem ? { problem } : {}) });
        }
        folders.push({ path, isAllowed: true, files });
      }
      // A file that ended the process took along what was loaded before it: once more, without it.
      if (generation !== this.#executor.generation) continue;
      for (const spec of taken) take(spec);
      return folders;
    }
  }

  async #loadFile(source: OwnNodeSource, crashed: Map<string, string>): Promise<LoadedOwnNodes> {
    const key = `${source.folder}/${source.name}`;
    const known = crashed.get(key);
    if (known !== undefined) return { specs: [], problem: { message: known } };
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      this.#executor.interrupt();
    }, this.#loadMilliseconds);
    try {
      return await this.#executor.loadOwnNodes(source);
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      const message = isLate
        ? `It did not load within ${this.#loadMilliseconds / 1000} seconds`
        : error.failure.message;
      crashed.set(key, message);
      return { specs: [], problem: { message } };
    } finally {
      clearTimeout(deadline);
    }
  }

  #watch(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
    if (this.#listeners.size === 0) return;
    for (const folder of this.#allowed) {
      try {
        const watcher = watch(folder, { recursive: true, persistent: false }, () => this.refreshLater());
        // A folder that goes away is looked at again before the next run.
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
}

function toldToWhoWaits(): void {}
/** A file that can't be read, say; the next run tries again, and fails with it. */
function toldAtNextRun(): void {}
