import { catalogue } from './catalogue.ts';
import type { HostPort, ToExecutor } from './executor-messages.ts';
import { createInProcessExecutor } from './in-process-executor.ts';
import { loadNodes } from './load-nodes.ts';
import { createModelPacks } from './model-packs.ts';
import { createNodeServices } from './node-context.ts';
import { createSessions } from './onnx/sessions.ts';
import { serveExecutor } from './serve-executor.ts';

// The entry of the process in which nodes, models and ffmpeg run. A crash in here is one node's failure, no more.

/** How long an orphan may take to stop what it is doing. */
const ORPHAN_MILLISECONDS = 2000;

const port: HostPort = {
  // What is said to a host that is gone is lost; `disconnect` follows, and there is time to remove unfinished files.
  send: (message) => process.send?.(message, undefined, undefined, () => {}),
  onMessage: (listener) => process.on('message', (message) => listener(message as ToExecutor)),
  exit: () => process.exit(),
};

const close = serveExecutor(
  port,
  async ({ outputFolder, packFolders, readFolders, modelBytes, nodeModules = [] }, idPrefix) => {
    const nodes = new Map([...catalogue, ...(await loadNodes(nodeModules)).map((node) => [node.id, node] as const)]);
    const services = createNodeServices(
      createSessions(modelBytes === undefined ? {} : { budgetBytes: modelBytes }),
      createModelPacks(packFolders),
      outputFolder,
      readFolders,
    );
    return createInProcessExecutor(nodes, services, idPrefix);
  },
);

// Ctrl+C in a terminal reaches all processes that were started from it; when to stop is the host's to say.
process.on('SIGINT', () => {});
// The host is gone: unfinished files are removed, then there is nobody left to work for.
process.on('disconnect', () => {
  setTimeout(() => process.exit(), ORPHAN_MILLISECONDS);
  void close().finally(() => process.exit());
});
