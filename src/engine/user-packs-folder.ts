import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of a person's own model packs: where the system keeps what programs hold for people. */
export function userPacksFolder(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return path.join(variables.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'Patchloom', 'packs');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Patchloom', 'packs');
    default: {
      const data = variables.XDG_DATA_HOME;
      // A relative one is to be ignored, says the XDG specification.
      return path.join(data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share'), 'patchloom', 'packs');
    }
  }
}
