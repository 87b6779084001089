import os from 'node:os';
import path from 'node:path';

/** Where things are kept that can be made again: a person may delete it any time. The folder may not be there yet. */
export function userCacheFolder(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(variables.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local'), 'Patchloom', 'Cache');
    case 'darwin':
      return path.posix.join(home, 'Library', 'Caches', 'Patchloom');
    default: {
      const cache = variables.XDG_CACHE_HOME;
      // A relative one is to be ignored, says the XDG specification.
      return path.posix.join(cache && path.isAbsolute(cache) ? cache : path.posix.join(home, '.cache'), 'patchloom');
    }
  }
}
