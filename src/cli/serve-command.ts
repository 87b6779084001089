import { once } from 'node:events';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { allowedFoldersFile } from '../engine/own-nodes/allowed-folders.ts';
import { userCacheFolder } from '../engine/user-cache-folder.ts';
import { userFolder } from '../engine/user-folder.ts';
import { findAppRoot } from './app-root.ts';
import type { Command } from './command.ts';
import { OWN_NODES_OPTION } from './own-node-folders.ts';
import { packFolders } from './pack-folders.ts';
import { parseArguments, parseWholeNumber, seeHelp } from './parse-arguments.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

export const serveCommand: Command = {
  help: `Usage: patchloom serve [options]

Starts the editor on this machine (loopback only) and prints its address. Ctrl+C ends it.

  --port N     port to listen on (default: a free one)
  --out DIR    folder for what is written (default: output)
  --data DIR   folder for workflows that you save and for unsaved work (default: Patchloom in your home folder)
  --packs DIR  one more folder that holds model packs; may be given several times
  --nodes DIR  folder of your own nodes, allowed until it ends; may be given several times
`,
  async execute(args) {
    const { values, positionals } = parseArguments('serve', args, {
      port: { type: 'string' },
      out: { type: 'string', default: 'output' },
      data: { type: 'string', default: join(homedir(), 'Patchloom') },
      packs: { type: 'string', multiple: true, default: [] as string[] },
      ...OWN_NODES_OPTION,
    });
    if (positionals.length > 0) throw new UsageError('patchloom serve takes options only', { hint: seeHelp('serve') });
    const port = values.port === undefined ? undefined : parseWholeNumber('port', values.port, { max: 65_535 });
    await serve({
      out: resolve(values.out),
      data: resolve(values.data),
      packs: values.packs,
      nodes: values.nodes,
      port,
    });
    return 0;
  },
};

async function serve({
  out,
  data,
  packs,
  nodes,
  port,
}: {
  out: string;
  data: string;
  packs: readonly string[];
  nodes: readonly string[];
  port: number | undefined;
}): Promise<void> {
  const [{ createEngine }, { startHost }] = await Promise.all([
    import('../engine/create-engine.ts'),
    import('../server/start-host.ts'),
  ]);
  const stop = listenForStop();
  const root = findAppRoot();
  const folders = packFolders(packs);
  const engine = createEngine({
    outputFolder: out,
    packFolders: folders,
    readFolders: [data],
    executor: 'child',
    cacheFolder: userCacheFolder(),
  });
  try {
    const host = await startHost({
      engine,
      workflowsFolder: join(root, 'workflows'),
      rendererFolder: join(root, 'out', 'renderer'),
      outputFolder: out,
      packFolders: folders,
      settingsFile: join(userFolder(), 'settings.json'),
      runsFile: join(data, 'runs.sqlite'),
      userFolder: data,
      ownNodes: {
        allowed: allowedFoldersFile(),
        folder: join(data, 'nodes'),
        named: nodes.map((folder) => resolve(folder)),
      },
      ...(port === undefined ? {} : { port }),
    });
    process.stdout.write(`${host.url}\n`);
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    await host.close();
  } finally {
    stop.dispose();
    await engine.close();
  }
}
