import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file that the server has. Large ones (`lfs`) are sent by the CDN, the others by the Hub itself. */
export interface FakeFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly lfs?: boolean;
  /** What the list says instead of the truth. */
  readonly announce?: { readonly size?: number; readonly sha256?: string };
}

/** One request as the server saw it. */
export interface Seen {
  readonly kind: 'info' | 'tree' | 'resolve' | 'cdn';
  /** Path of the file, for the latter two. */
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly authorization: string | undefined;
  /** How many of this kind and path came before. */
  readonly earlier: number;
}

/** How one request is answered, where not properly. */
export interface Misbehaviour {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is cut after so many bytes of the body. */
  readonly dropAfter?: number;
  /** The body ends properly, only too early. */
  readonly endAfter?: number;
  /** Nothing comes any more after so many bytes. */
  readonly hangAfter?: number;
  readonly ignoreRange?: boolean;
  readonly content?: Uint8Array;
  readonly body?: string;
  readonly etag?: string;
  /** So many bytes every ten milliseconds. */
  readonly pace?: number;
}

export interface FakeHub {
  readonly endpoint: string;
  readonly cdn: string;
  readonly commit: string;
  readonly seen: readonly Seen[];
  /** Bytes of files that were sent. */
  readonly sentBytes: number;
  files: readonly FakeFile[];
  /** Entries per page of the list. */
  pageSize: number;
  misbehave: (request: Seen) => Misbehaviour | undefined;
  publish(commit: string, files: readonly FakeFile[]): void;
  forget(): void;
  close(): Promise<void>;
}

/** A Hub with one model, `someone/model`, and its CDN on another port. It behaves until it is told otherwise. */
export async function startFakeHub(initial: readonly FakeFile[]): Promise<FakeHub> {
  let seen: Seen[] = [];
  let sentBytes = 0;
  let commit = createHash('sha1').update('first').digest('hex');
  const hub: FakeHub = {
    endpoint: '',
    cdn: '',
    get commit() {
      return commit;
    },
    get seen() {
      return seen;
    },
    get sentBytes() {
      return sentBytes;
    },
    files: initial,
    pageSize: 1000,
    misbehave: () => undefined,
    publish(newCommit, files) {
      commit = newCommit;
      hub.files = files;
    },
    forget() {
      seen = [];
      sentBytes = 0;
    },
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };

  const note = (request: IncomingMessage, kind: Seen['kind'], path: string): Seen => {
    const { range, authorization } = request.headers;
    const ifRange = request.headers['if-range'] as string | undefined;
    const earlier = seen.filter((other) => other.kind === kind && other.path === path).length;
    const entry = { kind, path, range, ifRange, authorization, earlier };
    seen.push(entry);
    return entry;
  };

  const answerHub = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', hub.endpoint);
    const [, tree] = /^\/api\/models\/someone\/model\/tree\/([^/]+)$/.exec(url.pathname) ?? [];
    const [, revision] = /^\/api\/models\/someone\/model\/revision\/([^/]+)$/.exec(url.pathname) ?? [];
    const [, resolved, path] = /^\/someone\/model\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (revision !== undefined) {
      const wrong = hub.misbehave(note(request, 'info', decodeURIComponent(revision)));
      if (!wrong && !['main', 'v1', commit].includes(revision))
        return sendJson(response, 404, {}, { 'x-error-code': 'RevisionNotFound' });
      const body = { _id: 'x', id: 'someone/model', sha: commit, lastModified: '2026-01-01T00:00:00Z' };
      return sendJson(response, wrong?.status ?? 200, wrong?.body ?? body, wrong?.headers);
    }
    if (tree !== undefined) {
      const wrong = hub.misbehave(note(request, 'tree', tree));
      const start = Number(url.searchParams.get('cursor') ?? 0);
      const page = hub.files.slice(start, start + hub.pageSize).map(entryOf);
      const isMore = start + hub.pageSize < hub.files.length;
      const next = `<${hub.endpoint}${url.pathname}?recursive=true&cursor=${start + hub.pageSize}>; rel="next"`;
      return sendJson(
        response,
        wrong?.status ?? 200,
        wrong?.body ?? [{ type: 'directory', oid: '0', size: 0, path: 'x' }, ...page],
        {
          ...(isMore ? { link: next } : {}),
          ...wrong?.headers,
        },
      );
    }
    const file = hub.files.find((candidate) => candidate.path === decodeURIComponent(path ?? ''));
    if (file && resolved === commit) {
      const wrong = hub.misbehave(note(request, 'resolve', file.path));
      if (!file.lfs || wrong?.status !== undefined) return sendFile(request, response, file, wrong);
      return response
        .writeHead(302, { location: `${hub.cdn}/${encodeURIComponent(file.path)}?signature=1`, ...wrong?.headers })
        .end();
    }
    return sendJson(response, 404, {}, { 'x-error-code': path === undefined ? 'RepoNotFound' : 'EntryNotFound' });
  };

  const answerCdn = (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', hub.cdn).pathname.slice(1));
    const file = hub.files.find((candidate) => candidate.path === path);
    const wrong = hub.misbehave(note(request, 'cdn', path));
    if (!file) return response.writeHead(404).end();
    return sendFile(request, response, file, wrong);
  };

  const sendFile = (request: IncomingMessage, response: ServerResponse, file: FakeFile, wrong: Misbehaviour = {}) => {
    const content = wrong.content ?? file.content;
    const etag = wrong.etag ?? `"${createHash('md5').update(file.content).digest('hex')}"`;
    if (wrong.status !== undefined) return response.writeHead(wrong.status, wrong.headers).end();
    const ifRange = request.headers['if-range'];
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const isRange = first !== undefined && !wrong.ignoreRange && (ifRange === undefined || ifRange === etag);
    const start = isRange ? Number(first) : 0;
    const end = isRange ? Math.min(Number(last) + 1, content.length) : content.length;
    if (isRange && start >= end) return response.writeHead(416).end();
    response.writeHead(isRange ? 206 : 200, {
      etag,
      // Without a length nobody can tell that the body ends too early.
      ...(wrong.endAfter === undefined ? { 'content-length': end - start } : {}),
      ...(isRange ? { 'content-range': `bytes ${start}-${end - 1}/${content.length}` } : {}),
      ...wrong.headers,
    });
    const body = content.subarray(start, end);
    const cut = wrong.dropAfter ?? wrong.endAfter ?? wrong.hangAfter ?? body.length;
    const part = body.subarray(0, Math.min(cut, body.length));
    sentBytes += part.length;
    if (wrong.pace !== undefined) return sendSlowly(response, part, wrong.pace);
    if (wrong.hangAfter !== undefined) return response.write(part);
    if (wrong.dropAfter !== undefined) return response.write(part, () => response.destroy());
    return response.end(part);
  };

  const servers: Server[] = [createServer(answerHub), createServer(answerCdn)];
  const [endpoint, cdn] = await Promise.all(servers.map(listen));
  return Object.assign(hub, { endpoint, cdn });
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function sendSlowly(response: ServerResponse, content: Uint8Array, pace: number): void {
  let position = 0;
  const timer = setInterval(() => {
    response.write(content.subarray(position, position + pace));
    position += pace;
    if (position < content.length) return;
    clearInterval(timer);
    response.end();
  }, 10);
  response.on('close', () => clearInterval(timer));
}

function entryOf({ path, content, lfs, announce }: FakeFile) {
  const size = announce?.size ?? content.length;
  const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  if (!lfs) return { type: 'file', oid, size, path };
  const sha256 = announce?.sha256 ?? createHash('sha256').update(content).digest('hex');
  return { type: 'file', oid: '0'.repeat(40), size, path, lfs: { oid: sha256, size, pointerSize: 130 } };
}
