import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { API_PATH } from '../core/host-api.ts';
import { createWorkflowReader } from '../core/workflow-reader.ts';
import type { Engine } from '../engine/engine.ts';
import { type HubSettings, readHubSettings } from '../engine/hub/hub-settings.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import { dispatch } from './dispatch.ts';
import { handleRequest } from './handle-request.ts';
import { createHostMethods, follow } from './host-methods.ts';
import { loadAllowedNodes, type OwnNodePlaces } from './own-node-methods.ts';
import { createPackDownloads } from './pack-downloads.ts';
import { createRunJournal } from './run-journal.ts';
import { createRunQueue, type RunListener } from './run-queue.ts';
import { openRunStore } from './run-store.ts';
import { checkSameOrigin } from './same-origin.ts';
import { createSessionCookie } from './session-cookie.ts';
import { openSettings } from './settings-file.ts';
import { throttleProgress } from './throttle-progress.ts';
import { acceptWindows } from './windows.ts';

export interface HostOptions {
  /** Runs the workflows; whoever made it closes it. */
  readonly engine: Engine;
  /** Holds the example workflows as `<name>.json`. */
  readonly workflowsFolder: string;
  /** A person's own workflows and drafts; made when something is first saved. */
  readonly userFolder: string;
  /** The built editor. */
  readonly rendererFolder: string;
  /** The engine's output folder; its videos and pictures are served. */
  readonly outputFolder: string;
  /** Where model packs are looked for, to be shown. */
  readonly packFolders?: readonly string[];
  /** Where the editor's settings are kept; without it, they last as long as the host. */
  readonly settingsFile?: string;
  /** Where queue and history are kept; without it, they last as long as the host. */
  readonly runsFile?: string;
  /** Where packs that are fetched go; it should be among `packFolders`. The person's own folder when it is left out. */
  readonly fetchedPacksFolder?: string;
  /** The Hub that packs are fetched from; what the environment says when it is left out. */
  readonly hubSettings?: () => HubSettings;
  /** A person's own nodes; without it, there are none. */
  readonly ownNodes?: OwnNodePlaces;
  /** Any free port when it is left out. */
  readonly port?: number;
}

export interface Host {
  /** The editor's address, with a token that is good for one browser, once. */
  readonly url: string;
  readonly port: number;
  /** How many runs closing would stop; those that wait are there at the next start. */
  runsLeft(): number;
  /** Stops what runs, and the server. */
  close(): Promise<void>;
}

/** Serves the editor, its API and the media on 127.0.0.1. */
export async function startHost(options: HostOptions): Promise<Host> {
  const server = http.createServer();
  const port = await listen(server, options.port ?? 0);
  const session = createSessionCookie(port);

  const journal = createRunJournal();
  const events = throttleProgress((event) => {
    journal.note(event);
    windows.broadcast({ event });
  });
  const store = openRunStore(options.runsFile);
  const read = createWorkflowReader();
  const listener: RunListener = {
    onEvent: (event) => events.push(event),
    onFailure: (runId, failure) => windows.broadcast({ runId, failure }),
    onQueue: (state) => windows.broadcast({ queue: state }),
  };
  const queue = createRunQueue(options.engine, store, listener, read);
  const inputsFolder = path.join(options.userFolder, 'inputs');
  const hubSettings = options.hubSettings ?? (() => readHubSettings(process.env, os.homedir()));
  const packsFolder = options.fetchedPacksFolder ?? userPacksFolder();
  const downloads = createPackDownloads({
    packsFolder,
    settings: hubSettings,
    onChange: (list) => windows.broadcast({ downloads: list }),
  });
  const settings = openSettings(options.settingsFile);
  follow(options.engine, await settings.read());
  const methods = createHostMethods({
    engine: options.engine,
    queue,
    store,
    read,
    settings,
    userFolder: options.userFolder,
    folders: {
      outputs: options.outputFolder,
      inputs: inputsFolder,
      workflows: options.workflowsFolder,
      packs: [...(options.packFolders ?? [])],
    },
    packs: { downloads, packsFolder, settings: hubSettings, folders: options.packFolders ?? [] },
    ownNodes: options.ownNodes,
  });
  const windows = acceptWindows(server, {
    path: API_PATH,
    admits: ({ headers }) =>
      checkSameOrigin(headers, port, { originRequired: true }).ok && session.isIn(headers.cookie),
    answer: (message) => dispatch(methods, message),
    greeting: () => [...journal.events().map((event) => ({ event })), { queue: queue.state() }],
  });
  if (options.ownNodes) {
    options.engine.ownNodes.onChange(() => windows.broadcast({ nodes: 'changed' }));
    // The window need not wait for somebody's code; what is wrong with a file is told where nodes are chosen.
    loadAllowedNodes(options.engine, options.ownNodes).catch((error: unknown) =>
      console.warn(`patchloom: ${String(error)}`),
    );
  }
  const { rendererFolder, outputFolder } = options;
  server.on('request', (request, response) =>
    handleRequest(request, response, { port, session, rendererFolder, outputFolder, inputsFolder }),
  );

  return {
    url: `http://127.0.0.1:${port}/?token=${session.token}`,
    port,
    runsLeft: () => (queue.state().running ? 1 : 0),
    async close() {
      await Promise.all([queue.close(), downloads.close()]);
      store.close();
      events.close();
      windows.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      const hint = 'Choose another port, or none to get a free one.';
      reject(taken ? new UserError(`Port ${port} can't be used: ${cause.code}`, { hint, cause }) : cause);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
