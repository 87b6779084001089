import { UserError } from '../core/errors.ts';
import type { OWN_NODE_METHODS, OwnNodeFolder } from '../core/own-nodes.ts';
import type { Engine } from '../engine/engine.ts';
import { changeAllowedFolders, readAllowedFolders } from '../engine/own-nodes/allowed-folders.ts';
import { nodeFilesIn } from '../engine/own-nodes/source-files.ts';
import type { HostMethods } from './host-methods.ts';

/** Where a person's own nodes are, and where it is kept what of that may be loaded. */
export interface OwnNodePlaces {
  /** The file that lists the folders that a person has allowed. No page writes to it by itself. */
  readonly allowed: string;
  /** The usual folder, which a person may allow in the window. */
  readonly folder: string;
  /** Folders that were allowed when the host was started, for as long as it runs. */
  readonly named?: readonly string[];
}

/** Loads the nodes of all folders that are allowed. */
export async function loadAllowedNodes(engine: Engine, { allowed, named = [] }: OwnNodePlaces): Promise<void> {
  await engine.ownNodes.allow([...named, ...(await readAllowedFolders(allowed))]);
}

/** The methods on a person's own nodes. The only folder that the window can have loaded is the usual one. */
export function createOwnNodeMethods(
  engine: Engine,
  places: OwnNodePlaces | undefined,
): Pick<HostMethods, keyof typeof OWN_NODE_METHODS> {
  let named = places?.named ?? [];
  const change = async (changes: Parameters<typeof changeAllowedFolders>[1]) => {
    if (!places)
      throw new UserError('This host has no place for own nodes', { hint: 'Start it with “patchloom serve”.' });
    await changeAllowedFolders(places.allowed, changes);
    await loadAllowedNodes(engine, { ...places, named });
    return {};
  };
  return {
    listOwnNodes: async () => [...engine.ownNodes.list(), ...waiting(engine, places)],
    allowOwnNodes: () => change({ allow: places ? [places.folder] : [] }),
    forgetOwnNodes: ({ path }) => {
      named = named.filter((folder) => folder !== path);
      return change({ forget: [path] });
    },
  };
}

/** The usual folder, while it is not allowed and there is something in it. */
function waiting(engine: Engine, places: OwnNodePlaces | undefined): OwnNodeFolder[] {
  if (!places || engine.ownNodes.list().some(({ path }) => path === places.folder)) return [];
  const files = nodeFilesIn(places.folder).map((name) => ({ name, nodes: [] }));
  return files.length === 0 ? [] : [{ path: places.folder, isAllowed: false, files }];
}
