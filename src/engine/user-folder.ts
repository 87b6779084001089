import os from 'node:os';
import path from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const THIS_MACHINE: Machine = { platform: process.platform, home: os.homedir(), variables: process.env };

/** Where a person's settings are kept, as each system wants it; the folder may not be there yet. */
export function userFolder({ platform, home, variables }: Machine = THIS_MACHINE): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(variables.APPDATA || path.win32.join(home, 'AppData', 'Roaming'), 'Patchloom');
    case 'darwin':
      return path.posix.join(home, 'Library', 'Application Support', 'Patchloom');
    default:
      return path.posix.join(variables.XDG_CONFIG_HOME || path.posix.join(home, '.config'), 'patchloom');
  }
}
