import type { PACK_METHODS } from '../core/pack-api.ts';
import { describePacks } from '../engine/describe-packs.ts';
import type { HubSettings } from '../engine/hub/hub-settings.ts';
import { removePack, verifyPack } from '../engine/hub/manage-packs.ts';
import type { HostMethods } from './host-methods.ts';
import type { PackDownloads } from './pack-downloads.ts';

/** What the methods on model packs work on. */
export interface PackParts {
  readonly downloads: PackDownloads;
  /** Where packs are looked for. */
  readonly folders: readonly string[];
  /** Where fetched packs go. */
  readonly packsFolder: string;
  settings(): HubSettings;
}

/** The methods on model packs. */
export function createPackMethods({
  downloads,
  folders,
  packsFolder,
  settings,
}: PackParts): Pick<HostMethods, keyof typeof PACK_METHODS> {
  return {
    listPacks: async () => ({
      packs: await describePacks(folders),
      folders: [...folders],
      fetchedTo: packsFolder,
      hub: settings().endpoint,
    }),
    listDownloads: async () => [...downloads.list()],
    fetchPack: async ({ source, name }) => ({ name: downloads.fetch(source, name) }),
    pausePack: async ({ name }) => {
      downloads.pause(name);
      return {};
    },
    dismissDownload: async ({ name }) => {
      downloads.dismiss(name);
      return {};
    },
    checkPack: async ({ name }) => ({ problems: await verifyPack(packsFolder, name, NEVER) }),
    removePack: async ({ name }) => {
      await removePack(packsFolder, name, { force: false });
      return {};
    },
  };
}

/** Checking takes a few seconds per gigabyte; nobody waits for it to be broken off. */
const NEVER = new AbortController().signal;
