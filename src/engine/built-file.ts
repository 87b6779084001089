import { existsSync } from 'node:fs';
import path from 'node:path';
import { unpacked } from './unpacked.ts';

/** A file of `dist`: beside the bundle that this is part of, or above it; of the desktop app and of the sources, in `dist`. */
export function findBuiltFile(name: string): string {
  const here = import.meta.dirname;
  const found = ['.', '..', '../../dist', '../../../dist']
    .map((folder) => path.join(here, folder, name))
    .find((file) => existsSync(file));
  if (!found) throw new Error(`There is no ${name} near ${here}: run “npm run build:cli” first`);
  return unpacked(found);
}
