import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findAppRoot } from './app-root.ts';

/** The version of Patchloom. */
export function version(): string {
  return JSON.parse(readFileSync(join(findAppRoot(), 'package.json'), 'utf8')).version;
}
