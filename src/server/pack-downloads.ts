import { isAbort, toFailure } from '../core/errors.ts';
import type { Download } from '../core/pack-api.ts';
import type { HubSettings } from '../engine/hub/hub-settings.ts';
import type { PackEvent } from '../engine/hub/pack-events.ts';
import { parseReference } from '../engine/hub/reference.ts';

/** Model packs on their way from a Hub, each to be paused and gone on with. */
export interface PackDownloads {
  list(): readonly Download[];
  /** Begins to fetch a pack, or goes on; the pack's name. `UserError` when that is no reference. */
  fetch(source: string, name?: string): string;
  /** Stops fetching and keeps what has come. */
  pause(name: string): void;
  /** Forgets a download that is over or paused; what has come stays on disk. */
  dismiss(name: string): void;
  /** Stops everything and waits until it has stopped. */
  close(): Promise<void>;
}

export interface DownloadOptions {
  /** Where the packs go. */
  readonly packsFolder: string;
  /** Read at each start: a token may have come meanwhile. */
  settings(): HubSettings;
  onChange(downloads: readonly Download[]): void;
}

interface Work {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function createPackDownloads({ packsFolder, settings, onChange }: DownloadOptions): PackDownloads {
  const downloads = new Map<string, Download>();
  const working = new Map<string, Work>();
  const list = () => [...downloads.values()];
  const change = (name: string, to: Partial<Download>) => {
    const before = downloads.get(name);
    if (before) downloads.set(name, withoutUndefined({ ...before, ...to }));
    onChange(list());
  };

  const run = async (source: string, name: string, signal: AbortSignal) => {
    try {
      // The client is large, and most people never fetch anything.
      const { addPack } = await import('../engine/hub/add-pack.ts');
      const onEvent = (event: PackEvent) => change(name, follow(event, downloads.get(name)));
      await addPack({ reference: parseReference(source), name, packsFolder, settings: settings(), signal, onEvent });
      change(name, { state: 'done', rate: undefined, secondsLeft: undefined });
    } catch (error) {
      const { message, hint } = toFailure(error);
      const failure = { message, ...(hint === undefined ? {} : { hint }) };
      const isPaused = isAbort(error) || signal.aborted;
      change(name, { state: isPaused ? 'paused' : 'failed', ...STILL, ...(isPaused ? {} : { failure }) });
    } finally {
      working.delete(name);
    }
  };

  return {
    list,
    fetch(source, wanted) {
      const name = wanted ?? parseReference(source).name;
      parseReference(source);
      if (working.has(name)) return name;
      const { total = 0, done = 0, files = 0, filesDone = 0 } = downloads.get(name) ?? {};
      downloads.set(name, { name, source, state: 'fetching', total, done, files, filesDone });
      const stop = new AbortController();
      working.set(name, { stop, ended: run(source, name, stop.signal) });
      onChange(list());
      return name;
    },
    pause(name) {
      working.get(name)?.stop.abort();
    },
    dismiss(name) {
      if (working.has(name)) return;
      downloads.delete(name);
      onChange(list());
    },
    async close() {
      const all = [...working.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

const STILL = { rate: undefined, secondsLeft: undefined };

/** What one event changes. */
function follow(event: PackEvent, before: Download | undefined): Partial<Download> {
  switch (event.kind) {
    case 'pack-planned':
      return { total: event.bytes, done: event.bytes - event.bytesToFetch, files: event.files.length, filesDone: 0 };
    case 'pack-progress': {
      // The book counts what is missing alone; the rest was here before.
      const { total = 0 } = before ?? {};
      const { done, total: counted, rate, secondsLeft } = event.progress;
      return { done: total - counted + done, rate, secondsLeft };
    }
    case 'file-finished':
      return { filesDone: (before?.filesDone ?? 0) + 1 };
    case 'pack-finished':
      return event.status === 'done' ? { done: before?.total ?? 0, filesDone: before?.files ?? 0 } : {};
    case 'file-retry':
      return {};
  }
}

function withoutUndefined(download: { [Key in keyof Download]: Download[Key] | undefined }): Download {
  return Object.fromEntries(Object.entries(download).filter(([, value]) => value !== undefined)) as Download;
}
