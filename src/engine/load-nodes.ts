import { pathToFileURL } from 'node:url';
import type { NodeDefinition } from '../core/define-node.ts';
import { UserError } from '../core/errors.ts';

/** The nodes that JavaScript modules export, one by one or in lists. `UserError` names a module that can't be loaded. */
export async function loadNodes(modules: readonly string[]): Promise<NodeDefinition[]> {
  const loaded = await Promise.all(modules.map(loadModule));
  return loaded.flatMap((exported) => nodesOf(exported) as NodeDefinition[]);
}

/** A module that no bundle can know. Throws what it throws. */
export async function importModule(url: string): Promise<Record<string, unknown>> {
  return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
}

/** What of a module's exports looks like a node, whatever else may be wrong with it. */
export function nodesOf(exported: Record<string, unknown>): object[] {
  const candidates = new Set(Object.values(exported).flat());
  return [...candidates].filter(
    (value): value is object => typeof value === 'object' && value !== null && 'run' in value,
  );
}

async function loadModule(file: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(pathToFileURL(file).href);
  } catch (cause) {
    throw new UserError(`The nodes in ${file} cannot be loaded: ${(cause as Error).message}`, {
      hint: 'Mend the file, or take it out of the folder.',
      cause,
    });
  }
}
