import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const electron = path.resolve(import.meta.dirname, '..', 'node_modules', 'electron');

/** The Electron program: the one that ELECTRON_EXEC_PATH names, or the one that “npx install-electron” has fetched; undefined without. */
export function findElectron() {
  const pathFile = path.join(electron, 'path.txt');
  const fetched = existsSync(pathFile) && path.join(electron, 'dist', readFileSync(pathFile, 'utf8').trim());
  return [process.env.ELECTRON_EXEC_PATH, fetched].find((file) => file && existsSync(file));
}
