import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { type RunRecord, runRecordSchema } from '../core/queue-api.ts';
import { type Database, openDatabase } from './database.ts';
import { MOST_RUNS, madeBy, type RunSearch, type RunStore, type StoredRun } from './run-store.ts';

/** What each version of the file adds to the one before. Never changed, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     status TEXT NOT NULL,
     place INTEGER,
     record TEXT NOT NULL,
     asked TEXT NOT NULL,
     made TEXT NOT NULL DEFAULT ''
   );
   CREATE INDEX runs_waiting ON runs (place) WHERE status = 'waiting';
   -- By themselves: a row is written as a whole, and read as a whole when the history is searched.
   CREATE TABLE workflows (number INTEGER PRIMARY KEY, json TEXT NOT NULL);
   CREATE TRIGGER forget_workflow AFTER DELETE ON runs BEGIN DELETE FROM workflows WHERE number = old.number; END;`,
];

/** Queue and history in a file of SQLite's. `UserError` when it can't be had. */
export function openSqlRunStore(file: string): RunStore {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = openDatabase(file);
  try {
    migrate(database, file);
    return new SqlRunStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Brings the tables up to date. A file of a later release is left as it is. */
function migrate(database: Database, file: string): void {
  const version = z.object({ user_version: z.int() }).parse(database.prepare('PRAGMA user_version').get()).user_version;
  if (version > MIGRATIONS.length) throw new UserError(`${file} is from a later release`, { hint: 'Use that one.' });
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${migration}; PRAGMA user_version = ${index + 1}`));
  }
}

function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // A full disk has rolled it back already; what was wrong in the first place is what matters.
    }
    throw error;
  }
}

const idSchema = z.object({ id: z.string() });
const rowSchema = z.object({ record: z.string() });
const storedSchema = rowSchema.extend({ json: z.string() });
const OVER = "status NOT IN ('waiting', 'running')";

class SqlRunStore implements RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#markInterrupted();
    database.exec(
      `DELETE FROM runs WHERE ${OVER}
       AND number <= (SELECT number FROM runs WHERE ${OVER} ORDER BY number DESC LIMIT 1 OFFSET ${MOST_RUNS})`,
    );
  }

  add({ record, json }: StoredRun, text: string): void {
    inTransaction(this.#database, () => {
      this.#database
        .prepare(
          `INSERT INTO runs (id, status, place, record, asked)
           VALUES (?, ?, (SELECT coalesce(max(place), 0) + 1 FROM runs WHERE status = 'waiting'), ?, ?)`,
        )
        .run(record.runId, record.status, JSON.stringify(record), text.toLowerCase());
      this.#database.prepare('INSERT INTO workflows VALUES (last_insert_rowid(), ?)').run(json);
    });
  }

  update(record: RunRecord): void {
    this.#database
      .prepare('UPDATE runs SET status = ?, record = ?, made = ? WHERE id = ?')
      .run(record.status, JSON.stringify(record), madeBy(record), record.runId);
  }

  remove(runId: string): void {
    this.#database.prepare('DELETE FROM runs WHERE id = ?').run(runId);
  }

  waiting(): RunRecord[] {
    return this.#records(`SELECT record FROM runs WHERE status = 'waiting' ORDER BY place, number`);
  }

  arrange(runIds: readonly string[]): void {
    inTransaction(this.#database, () => {
      const move = this.#database.prepare('UPDATE runs SET place = ? WHERE id = ?');
      for (const [index, runId] of runIds.entries()) move.run(index + 1, runId);
    });
  }

  list({ words, after, limit }: RunSearch): { runs: RunRecord[]; hasMore: boolean } {
    const conditions = [OVER, ...words.map(() => "asked || '\n' || made LIKE ? ESCAPE '\\'")];
    if (after !== undefined) conditions.push('number < (SELECT number FROM runs WHERE id = ?)');
    const runs = this.#records(
      `SELECT record FROM runs WHERE ${conditions.join(' AND ')} ORDER BY number DESC LIMIT ${limit + 1}`,
      ...words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`),
      ...(after === undefined ? [] : [after]),
    );
    return { runs: runs.slice(0, limit), hasMore: runs.length > limit };
  }

  idsWith(beginning: string): string[] {
    return this.#database
      .prepare(`SELECT id FROM runs WHERE ${OVER} AND substr(id, 1, length(?)) = ? ORDER BY number DESC`)
      .all(beginning, beginning)
      .map((row) => idSchema.parse(row).id);
  }

  open(runId: string): StoredRun | undefined {
    const row = this.#database
      .prepare('SELECT record, json FROM runs JOIN workflows USING (number) WHERE id = ?')
      .get(runId);
    if (!row) return undefined;
    const { record, json } = storedSchema.parse(row);
    return { record: runRecordSchema.parse(JSON.parse(record)), json };
  }

  forget(runId: string): void {
    this.#database.prepare(`DELETE FROM runs WHERE id = ? AND ${OVER}`).run(runId);
  }

  clear(): void {
    this.#database.exec(`DELETE FROM runs WHERE ${OVER}`);
  }

  close(): void {
    this.#database.close();
  }

  /** A run that was under way when the file was last written to has not ended by itself. */
  #markInterrupted(): void {
    for (const record of this.#records("SELECT record FROM runs WHERE status = 'running'"))
      this.update({ ...record, status: 'interrupted' });
  }

  #records(sql: string, ...values: string[]): RunRecord[] {
    return this.#database
      .prepare(sql)
      .all(...values)
      .map((row) => runRecordSchema.parse(JSON.parse(rowSchema.parse(row).record)));
  }
}
