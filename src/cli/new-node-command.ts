import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { allowedFoldersFile, readAllowedFolders } from '../engine/own-nodes/allowed-folders.ts';
import { findAppRoot } from './app-root.ts';
import type { Command } from './command.ts';
import { exampleNode } from './example-node.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';

export const newNodeCommand: Command = {
  help: `Usage: patchloom new-node NAME [--folder DIR]

Writes a node of your own that works, to be changed into what you want.

  --folder DIR  folder of your own nodes (default: Patchloom/nodes in your home folder)

Example: patchloom new-node film-grain
`,
  async execute(args) {
    const { values, positionals } = parseArguments('new-node', args, {
      folder: { type: 'string', default: join(homedir(), 'Patchloom', 'nodes') },
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
      throw new UsageError('A node is named by small letters and digits, with “-” between words', {
        hint: seeHelp('new-node'),
      });
    }
    const folder = resolve(values.folder);
    const file = join(folder, `${name}.ts`);
    if (existsSync(file)) throw new UserError(`${file} is there already`, { hint: 'Choose another name.' });
    await mkdir(folder, { recursive: true });
    await writeFile(file, exampleNode(name), { flag: 'wx' });
    await writeTypes(folder);
    process.stdout.write(`${file}\n`);
    const isAllowed = (await readAllowedFolders(allowedFoldersFile())).includes(folder);
    if (!isAllowed) {
      process.stderr.write(
        `Nothing in this folder is loaded yet: it is code, and runs with your rights. Allow it once:\n  patchloom nodes --allow ${folder}\n`,
      );
    }
    return 0;
  },
};

/** Tells code editors what “patchloom” is; a file that is there already is left alone. */
async function writeTypes(folder: string): Promise<void> {
  const file = join(folder, 'tsconfig.json');
  const sdk = join(findAppRoot(), 'src', 'sdk', 'patchloom.ts');
  if (existsSync(file) || !existsSync(sdk)) return;
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    paths: { patchloom: [sdk] },
  };
  await writeFile(file, `${JSON.stringify({ compilerOptions, include: ['**/*.ts'] }, null, 2)}\n`);
}
