import http from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { IMPORT_PATH, LARGEST_IMPORT_BYTES } from '../../src/core/host-api.ts';
import { signedInHost } from '../support/signed-in-host.ts';

const { server, cookie, origin } = signedInHost();

/** Begins to put a file and says how large it will be; the status of the answer. */
function announce(bytes: number, headers: http.OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: server().host.port,
        path: IMPORT_PATH,
        method: 'PUT',
        headers: { ...headers, 'Content-Length': bytes },
      },
      (response) => {
        resolve(response.statusCode);
        request.destroy();
      },
    );
    request.on('error', reject);
    request.flushHeaders();
  });
}

test('a file that is too large to be read is refused before it is sent', async () => {
  expect(await announce(LARGEST_IMPORT_BYTES + 1, { ...cookie(), Origin: origin() })).toBe(413);
});

test('a file from another page is refused, and from nobody that is known', async () => {
  expect(await announce(1, { ...cookie(), Origin: 'http://127.0.0.1:1' })).toBe(403);
  expect(await announce(1, cookie())).toBe(403);
  expect(await announce(1, { Origin: origin() })).toBe(401);
});

test('a message of more than 32 MB ends the connection', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server().host.port}/api`, {
    headers: { ...cookie(), Origin: origin() },
  });
  const closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.on('error', () => {});
  socket.send(Buffer.alloc(32 * 1024 * 1024 + 1, 'x').toString());
  expect(await closed).toBe(1009);
});

test('headers of more than 16 kB are refused', async () => {
  const answer = await server().get('/', { ...cookie(), 'X-Long': 'x'.repeat(17_000) });
  expect(answer.status).toBe(431);
});
