import { pathToFileURL } from 'node:url';

/** Marks the address of a module as a person's own, and of which revision: another one is another module. */
export const OWN_MODULE_QUERY = 'patchloom';

export function ownModuleUrl(file: string, revision: string): string {
  const url = pathToFileURL(file);
  url.searchParams.set(OWN_MODULE_QUERY, revision);
  return url.href;
}

export function isOwnModule(url: string | undefined): url is string {
  return url?.startsWith('file:') === true && new URL(url).searchParams.has(OWN_MODULE_QUERY);
}
