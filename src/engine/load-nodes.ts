import { pathToFileURL } from 'node:url';
import type { NodeDefinition } from '../core/define-node.ts';
import { UserError } from '../core/errors.ts';

/** The nodes that JavaScript modules export, one by one or in lists. `UserError` names a module that can't be loaded. */
export async function loadNodes(modules: readonly string[]): Promise<NodeDefinition[]> {
  const loaded = await Promise.all(modules.map(loadModule));
  return loaded.flatMap((exported) => Object.values(exported).flat().filter(isNode));
}

async function loadModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new UserError(`The nodes in ${file} cannot be loaded: ${(cause as Error).message}`, {
      hint: 'Mend the file, or take it out of the folder.',
      cause,
    });
  }
}

function isNode(value: unknown): value is NodeDefinition {
  return typeof value === 'object' && value !== null && 'id' in value && 'run' in value;
}
