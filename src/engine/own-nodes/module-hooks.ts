import { readFileSync } from 'node:fs';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isOwnModule, OWN_MODULE_QUERY } from './own-module-url.ts';
import { stripTypes } from './strip-types.ts';

// Node asks these for every module, in a thread of their own. What is not a person's own node is passed on as it is.

/** `patchloom` is what this app brings; files beside an own node are of the same revision as it. */
export const resolve: ResolveHook = (specifier, context, next) => {
  const { parentURL } = context;
  if (!isOwnModule(parentURL)) return next(specifier, context);
  if (specifier === 'patchloom')
    return { url: new URL('patchloom.js', import.meta.url).href, format: 'module', shortCircuit: true };
  if (!/^\.{0,2}\//.test(specifier)) return next(specifier, context);
  const url = new URL(specifier, parentURL);
  const revision = new URL(parentURL).searchParams.get(OWN_MODULE_QUERY) ?? '';
  url.searchParams.set(OWN_MODULE_QUERY, revision);
  return { url: url.href, shortCircuit: true };
};

/** Own nodes are ES modules, TypeScript or JavaScript. */
export const load: LoadHook = (url, context, next) => {
  const kind = isOwnModule(url) ? /\.m?([jt])s$/.exec(new URL(url).pathname)?.[1] : undefined;
  if (kind === undefined) return next(url, context);
  const file = fileURLToPath(url);
  const source = readFileSync(file, 'utf8');
  // JavaScript goes through the parser as well: Node does not say in which line of a module it stumbles.
  const stripped = stripTypes(source, file);
  return { format: 'module', source: kind === 't' ? stripped : source, shortCircuit: true };
};
