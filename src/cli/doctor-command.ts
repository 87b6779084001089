import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { allowedFoldersFile, readAllowedFolders } from '../engine/own-nodes/allowed-folders.ts';
import { userFolder } from '../engine/user-folder.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import type { Command } from './command.ts';
import { doctorText } from './doctor-text.ts';
import { packFolders } from './pack-folders.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

export const doctorCommand: Command = {
  help: `Usage: patchloom doctor [--json]

Says what Patchloom finds on this machine: versions, devices that models can run on, with the reason where one can't be used,
ffmpeg, memory and folders. Each device is tried: a small model is run on it and compared with the processor.

  --out DIR   folder for what is written (default: output)
  --json      print it as one JSON object

Exit code: 0 workflows can run, 1 something that they need is missing.
`,
  async execute(args) {
    const { values, positionals } = parseArguments('doctor', args, {
      json: { type: 'boolean', default: false },
      out: { type: 'string', default: 'output' },
    });
    if (positionals.length > 0)
      throw new UsageError('patchloom doctor takes options only', { hint: seeHelp('doctor') });
    const [{ createEngine }, { examineMachine }] = await Promise.all([
      import('../engine/create-engine.ts'),
      import('../engine/examine-machine.ts'),
    ]);
    const out = resolve(values.out);
    // In a process of its own: a driver that is not what it should be may take it along.
    const engine = createEngine({ outputFolder: out, packFolders: [], executor: 'child' });
    try {
      const report = await examineMachine({
        version: version(),
        folders: await folders(out),
        inspectDevices: () => engine.devices.inspect(),
      });
      process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report));
      return report.isReady ? 0 : 1;
    } finally {
      await engine.close();
    }
  },
};

async function folders(out: string): Promise<{ what: string; path: string }[]> {
  const own = await readAllowedFolders(allowedFoldersFile());
  return [
    { what: 'output', path: out },
    { what: 'your work', path: join(homedir(), 'Patchloom') },
    { what: 'settings', path: userFolder() },
    { what: 'fetched packs', path: userPacksFolder() },
    ...packFolders([]).map((path) => ({ what: 'packs', path })),
    ...own.map((path) => ({ what: 'own nodes', path })),
  ].filter(({ path }, index, all) => all.findIndex((other) => other.path === path) === index);
}
