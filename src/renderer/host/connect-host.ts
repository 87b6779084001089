import { type Failure, UserError } from '../../core/errors.ts';
import {
  API_PATH,
  HOST_METHODS,
  type HostApi,
  type HostMessage,
  type HostMethod,
  type HostResult,
} from '../../core/host-api.ts';
import type { Download } from '../../core/pack-api.ts';
import type { Queue } from '../../core/queue-api.ts';
import type { RunEvent } from '../../core/run-events.ts';

export interface HostConnection extends HostApi {
  /** Hears whether the host can be reached, at every change. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
}

interface Waiting {
  readonly text: string;
  answer(message: HostMessage): void;
}

const SHORTEST_WAIT_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 4000;

/** Opens the connection to the host that served this page, and opens it again whenever it breaks. Calls wait until it is there. */
export function connectHost(): HostConnection {
  const waiting = new Map<number, Waiting>();
  const runListeners = new Set<(event: RunEvent) => void>();
  const failureListeners = new Set<(runId: string, failure: Failure) => void>();
  const queueListeners = new Set<(queue: Queue) => void>();
  const downloadListeners = new Set<(downloads: readonly Download[]) => void>();
  const nodeListeners = new Set<() => void>();
  const connectionListeners = new Set<(isConnected: boolean) => void>();
  let socket: WebSocket;
  let lastId = 0;
  let wait = SHORTEST_WAIT_MILLISECONDS;

  const open = () => {
    socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${API_PATH}`);
    socket.onopen = () => {
      wait = SHORTEST_WAIT_MILLISECONDS;
      for (const { text } of waiting.values()) socket.send(text);
      for (const listener of connectionListeners) listener(true);
    };
    socket.onmessage = (message) => receive(JSON.parse(String(message.data)) as HostMessage);
    socket.onclose = () => {
      // Whether the host has heard these is not known; doing them twice would be worse than saying so.
      for (const [id, { answer }] of waiting) answer({ id, failure: CONNECTION_LOST });
      for (const listener of connectionListeners) listener(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS);
    };
  };

  const receive = (message: HostMessage) => {
    if ('event' in message) for (const listener of runListeners) listener(message.event);
    else if ('queue' in message) for (const listener of queueListeners) listener(message.queue);
    else if ('downloads' in message) for (const listener of downloadListeners) listener(message.downloads);
    else if ('nodes' in message) for (const listener of nodeListeners) listener();
    else if ('runId' in message) for (const listener of failureListeners) listener(message.runId, message.failure);
    else waiting.get(message.id)?.answer(message);
  };

  open();
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const text = JSON.stringify({ id, method, params });
        const answer = (message: HostMessage) => {
          waiting.delete(id);
          try {
            resolve(readAnswer(method, message));
          } catch (error) {
            reject(error);
          }
        };
        waiting.set(id, { text, answer });
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      }),
    onRunEvent: (listener) => subscribe(runListeners, listener),
    onRunFailure: (listener) => subscribe(failureListeners, listener),
    onQueue: (listener) => subscribe(queueListeners, listener),
    onDownloads: (listener) => subscribe(downloadListeners, listener),
    onNodesChanged: (listener) => subscribe(nodeListeners, listener),
    onConnection: (listener) => subscribe(connectionListeners, listener),
  };
}

const CONNECTION_LOST: Failure = {
  kind: 'user',
  message: 'The connection to Patchloom broke',
  hint: 'It is tried again all the time. If it stays away, start Patchloom again.',
};

function readAnswer<M extends HostMethod>(method: M, message: HostMessage): HostResult<M> {
  if ('result' in message) return HOST_METHODS[method].result.parse(message.result) as HostResult<M>;
  if ('failure' in message) throw toError(message.failure);
  throw new Error('The host answered with neither a result nor a failure');
}

function toError({ kind, message, hint }: Failure): Error {
  return kind === 'user' ? new UserError(message, hint === undefined ? {} : { hint }) : new Error(message);
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
