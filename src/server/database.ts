import { renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UserError } from '../core/errors.ts';

type SqlValue = string | number | null;

/** The part of SQLite's interface that its two packages share; each call is done when it returns. */
export interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}

export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/**
 * Opens a database for this process alone. A file that is damaged is put aside under another name, and a new one begun.
 * `UserError` when another process has it open, or when it can't be opened.
 */
export function openDatabase(file: string): Database {
  try {
    return open(file);
  } catch (error) {
    if (!isDamage(error)) throw asUserError(error, file);
    const aside = `${file}.damaged-${Date.now()}`;
    renameSync(file, aside);
    console.warn(`patchloom: ${file} was damaged and is now ${aside}: ${messageOf(error)}`);
    return open(file);
  }
}

function open(file: string): Database {
  const database = new (driver())(file);
  try {
    // One process at a time: two that run the same queue would do everything twice.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    // A killed process loses nothing that was written; a power cut may take the last moments, never the file.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    // Moving what was written into the file waits for the disk: only here, before there is a window, and when it is closed.
    database.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    const [check] = database.prepare('PRAGMA quick_check(1)').all();
    if (!JSON.stringify(check).includes('"ok"')) throw new Error(`database disk image is malformed: ${check}`);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => database.prepare(sql),
    close() {
      try {
        // libsql closes the file only when the last statement is collected, and the lock would stay as long.
        database.exec(
          'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT * FROM sqlite_schema LIMIT 1',
        );
      } catch (error) {
        // Its folder was removed, or the disk is full: what was written before is as safe as after a kill.
        console.warn(`patchloom: ${file} could not be closed as it should: ${messageOf(error)}`);
      } finally {
        database.close();
      }
    },
  };
}

type Driver = new (file: string) => Database;
let found: Driver | undefined;

/** libsql brings SQLite for most systems inside npm packages; where it has none, newer Nodes and Electron have one of their own. */
function driver(): Driver {
  const require = createRequire(import.meta.url);
  const refusals: string[] = [];
  for (const [name, read] of [
    ['libsql', () => require('libsql') as Driver],
    ['node:sqlite', () => (require('node:sqlite') as { DatabaseSync: Driver }).DatabaseSync],
  ] as const) {
    try {
      found ??= read();
    } catch (error) {
      refusals.push(`${name}: ${messageOf(error).split('\n', 1)[0]}`);
    }
  }
  if (found) return found;
  throw new UserError(`There is no SQLite for this system: ${refusals.join('; ')}`, {
    hint: 'Run “npm install” again, or use Node 22.13 or newer.',
  });
}

function isDamage(error: unknown): boolean {
  return /not a database|malformed/.test(messageOf(error));
}

function asUserError(error: unknown, file: string): unknown {
  if (error instanceof UserError) return error;
  const isTaken = messageOf(error).includes('locked');
  return new UserError(isTaken ? `Another Patchloom uses ${file}` : `${file} can’t be opened: ${messageOf(error)}`, {
    hint: isTaken ? 'Close it first.' : 'Check that its folder can be written to and that the disk has room.',
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
