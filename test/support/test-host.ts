import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { HostMessage } from '../../src/core/host-api.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { type Host, type HostOptions, startHost } from '../../src/server/start-host.ts';
import { createFakeEngine, type FakeEngine, fakeWorkflow } from './fake-engine.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A host over a fake engine, in folders of its own. */
export interface TestHost {
  readonly host: Host;
  readonly outputFolder: string;
  readonly userFolder: string;
  /** The path of the first URL: `/?token=…` */
  readonly tokenPath: string;
  get(path: string, headers?: http.OutgoingHttpHeaders, method?: string): Promise<Answer>;
  /** Exchanges the token; the `Cookie` header's value. */
  signIn(): Promise<string>;
  close(): Promise<void>;
}

export async function startTestHost(
  engine: FakeEngine = createFakeEngine(),
  more: Partial<HostOptions> = {},
): Promise<TestHost> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-host-')));
  const files = {
    'editor/index.html': '<title>editor</title>',
    'editor/assets/index-abc.js': 'export {};',
    'editor/secret.txt': 'not of the editor',
    'output/clips/first one.mp4': '0123456789',
    'output/page.html': '<script>alert(1)</script>',
    'outside.mp4': 'outside',
    'workflows/first.json': serializeWorkflow(fakeWorkflow()),
    'workflows/second.json': '{}',
    'workflows/notes.txt': '',
  };
  for (const [name, content] of Object.entries(files)) {
    await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await fs.writeFile(path.join(folder, name), content);
  }
  const outputFolder = path.join(folder, 'output');
  const host = await startHost({
    engine,
    outputFolder,
    userFolder: path.join(folder, 'user'),
    workflowsFolder: path.join(folder, 'workflows'),
    rendererFolder: path.join(folder, 'editor'),
    ...more,
  });
  const get: TestHost['get'] = (urlPath, headers = {}, method = 'GET') => request(host.port, urlPath, headers, method);
  const { pathname, search } = new URL(host.url);
  const tokenPath = pathname + search;
  return {
    host,
    outputFolder,
    userFolder: path.join(folder, 'user'),
    tokenPath,
    get,
    async signIn() {
      const { headers } = await get(tokenPath);
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    async close() {
      await host.close();
      await fs.rm(folder, { recursive: true });
    },
  };
}

/** Paths go out as they are written; `fetch` would tidy them up. */
function request(port: number, urlPath: string, headers: http.OutgoingHttpHeaders, method: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port, path: urlPath, headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A window's end of the API. */
export interface TestWindow {
  /** All that has arrived, in order. */
  readonly heard: HostMessage[];
  /** Sends a message and waits for the answer with its id. */
  ask(id: number, method: string, params: unknown): Promise<HostMessage>;
  send(text: string): void;
  /** The first message that matches, whether it has arrived or is yet to. */
  hears(matches: (message: HostMessage) => boolean): Promise<HostMessage>;
  close(): void;
}

/** Opens the WebSocket; rejects when it is refused, with the HTTP status in the message. */
export function openTestWindow(port: number, headers: Record<string, string>): Promise<TestWindow> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, { headers });
  const heard: HostMessage[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as HostMessage);
    for (const look of [...waiting]) look();
  });
  const hears: TestWindow['hears'] = (matches) =>
    new Promise((resolve) => {
      const look = () => {
        const found = heard.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const window: TestWindow = {
    heard,
    hears,
    send: (text) => socket.send(text),
    ask(id, method, params) {
      socket.send(JSON.stringify({ id, method, params }));
      return hears((message) => 'id' in message && message.id === id);
    },
    close: () => socket.terminate(),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(window));
    socket.on('error', reject);
  });
}
