import { signedInHost } from './signed-in-host.ts';

/** A host for all tests of one file, and what puts files below one of its paths. */
export function uploadsTo(prefix: string) {
  const signedIn = signedInHost();
  const { cookie, origin } = signedIn;
  return {
    ...signedIn,
    put: (name: string, body: string, headers: Record<string, string> = { ...cookie(), Origin: origin() }) =>
      fetch(`${origin()}${prefix}${encodeURIComponent(name)}`, { method: 'PUT', body, headers }),
  };
}
