import { resolve } from 'node:path';
import type { NodeSpecs } from '../core/define-node.ts';
import type { Engine } from '../engine/engine.ts';
import { allowedFoldersFile, readAllowedFolders } from '../engine/own-nodes/allowed-folders.ts';

/** For `parseArguments`: folders with a person's own nodes that are allowed for this once. */
export const OWN_NODES_OPTION = { nodes: { type: 'string', multiple: true, default: [] as string[] } } as const;

/** Folders whose nodes may be loaded: those that were named, and those that were allowed for good. */
export async function ownNodeFolders(named: readonly string[]): Promise<string[]> {
  return [...named.map((folder) => resolve(folder)), ...(await readAllowedFolders(allowedFoldersFile()))];
}

/** Loads own nodes into an engine and says what is wrong with them, a line each. */
export async function loadOwnNodes(engine: Engine, folders: readonly string[]): Promise<void> {
  await engine.ownNodes.allow(folders);
  for (const { path, files } of engine.ownNodes.list()) {
    for (const { name, problem } of files) {
      if (!problem) continue;
      const line = problem.line === undefined ? '' : `:${problem.line}`;
      process.stderr.write(`${path}/${problem.file ?? name}${line}: ${problem.message}\n`);
    }
  }
}

/** All nodes there are. Nothing of anybody's own is run where no folder is allowed. */
export async function knownSpecs(named: readonly string[]): Promise<NodeSpecs> {
  const folders = await ownNodeFolders(named);
  if (folders.length === 0) return (await import('../engine/catalogue.ts')).nodeSpecs;
  const { createEngine } = await import('../engine/create-engine.ts');
  const engine = createEngine({ outputFolder: '', packFolders: [] });
  try {
    await loadOwnNodes(engine, folders);
    return engine.specs;
  } finally {
    await engine.close();
  }
}
