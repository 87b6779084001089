import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { HostMessage } from '../core/host-api.ts';

/** Workflows with thousands of nodes are a few megabytes. */
const LARGEST_MESSAGE = 32 * 1024 * 1024;
/** A window that reads this slowly is spared what it can do without. */
const BACKLOG_LIMIT = 8 * 1024 * 1024;

export interface Windows {
  broadcast(message: HostMessage): void;
  close(): void;
}

export interface WindowsOptions {
  readonly path: string;
  /** Whether an upgrade may go on; checked before the handshake. */
  admits(request: IncomingMessage): boolean;
  /** Answers one message. */
  answer(message: string): Promise<HostMessage>;
  /** What a new window hears first. */
  greeting(): readonly HostMessage[];
}

/** Accepts the windows' WebSockets on an HTTP server. */
export function acceptWindows(server: Server, options: WindowsOptions): Windows {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', ignoreBrokenConnection);
    if (request.url !== options.path || !options.admits(request)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => open(socket));
  });

  const open = (socket: WebSocket) => {
    socket.on('error', ignoreBrokenConnection);
    for (const message of options.greeting()) send(socket, message);
    socket.on('message', async (data, isBinary) => {
      if (!isBinary) send(socket, await options.answer(data.toString()));
    });
  };

  return {
    broadcast(message) {
      for (const socket of sockets.clients) {
        if (socket.bufferedAmount > BACKLOG_LIMIT && isFleeting(message)) continue;
        send(socket, message);
      }
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function send(socket: WebSocket, message: HostMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function isFleeting(message: HostMessage): boolean {
  return 'event' in message && (message.event.kind === 'node-progress' || message.event.kind === 'node-preview');
}

/** A window that goes away in the middle of a message is no failure of the host; `close` follows and ends it. */
function ignoreBrokenConnection(): void {}
