// npm run bench -- NAME [--json] [--python PATH]: runs bench/NAME.mjs, prints its figures as a table and, with --json, as one JSON object in the
// last line. --python, or PATCHLOOM_PYTHON, names the Python that has diffusers (training/requirements.txt), for the figures that compare with it.
import fs from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, python: { type: 'string' } },
});
const [name] = positionals;
const names = fs
  .readdirSync(import.meta.dirname)
  .flatMap((file) => (/^(?!run\.|report-)(.+)\.mjs$/.exec(file) ?? []).slice(1));
if (!name || !names.includes(name)) {
  console.error(`Usage: npm run bench -- ${names.join('|')} [--json] [--python PATH]`);
  process.exit(2);
}

const { measure } = await import(`./${name}.mjs`);
const figures = await measure({ python: values.python ?? process.env.PATCHLOOM_PYTHON });
const rows = Object.entries(figures).map(([key, { value, target, note = '' }]) => [
  key,
  String(value),
  target ?? '',
  note,
]);
const width = (column) => Math.max(...rows.map((row) => row[column].length));
for (const row of [['figure', 'value', 'target', ''], ...rows]) {
  console.log(
    row
      .map((cell, column) => cell.padEnd(Math.max(width(column), 6)))
      .join('  ')
      .trimEnd(),
  );
}
if (values.json) {
  console.log(JSON.stringify(Object.fromEntries(Object.entries(figures).map(([key, { value }]) => [key, value]))));
}
