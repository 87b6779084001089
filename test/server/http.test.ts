import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { signedInHost } from '../support/signed-in-host.ts';
import { startTestHost } from '../support/test-host.ts';

const { server, cookie, origin } = signedInHost();

describe('the token', () => {
  test('is exchanged for a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const fresh = await startTestHost();
    const answer = await fresh.get(fresh.tokenPath);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^patchloom-\d+=[0-9a-f]{32}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    await fresh.close();
  });

  test('has 128 bits', () => {
    expect(new URL(server().host.url).searchParams.get('token')).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is good once', async () => {
    const answer = await server().get(server().tokenPath);
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('shown again by the browser that has the cookie leads to the editor', async () => {
    expect((await server().get(server().tokenPath, cookie())).status).toBe(303);
  });

  test('that is wrong gives nothing', async () => {
    const fresh = await startTestHost();
    expect((await fresh.get(`/?token=${'0'.repeat(32)}`)).status).toBe(401);
    expect((await fresh.get(fresh.tokenPath)).status).toBe(303);
    await fresh.close();
  });
});

describe('who may ask', () => {
  test.each(['/', '/assets/index-abc.js', '/media/clips/first%20one.mp4'])('%s needs the cookie', async (urlPath) => {
    expect((await server().get(urlPath)).status).toBe(401);
    expect((await server().get(urlPath, { Cookie: `${cookie().Cookie.slice(0, -1)}x` })).status).toBe(401);
    expect((await server().get(urlPath, { Cookie: `theme=dark; ${cookie().Cookie}` })).status).toBe(200);
  });

  test.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:80'])(
    'a request for the host %s is refused: the name was pointed here by somebody else',
    async (Host) => {
      expect((await server().get('/', { ...cookie(), Host })).status).toBe(403);
    },
  );

  test('“localhost” with the port is the same machine', async () => {
    expect((await server().get('/', { ...cookie(), Host: `localhost:${server().host.port}` })).status).toBe(200);
  });

  test.each(['https://evil.example', 'http://127.0.0.1:1', 'null'])('a request from %s is refused', async (Origin) => {
    expect((await server().get('/', { ...cookie(), Origin })).status).toBe(403);
  });

  test.each(['same-site', 'cross-site'])(
    'a page of another port or site (%s) can open the editor, and can make nothing of it a part of itself',
    async (site) => {
      const ask = (mode: string, dest: string) =>
        server().get('/media/clips/first%20one.mp4', {
          ...cookie(),
          'Sec-Fetch-Site': site,
          'Sec-Fetch-Mode': mode,
          'Sec-Fetch-Dest': dest,
        });
      expect((await ask('no-cors', 'video')).status).toBe(403);
      expect((await ask('no-cors', 'script')).status).toBe(403);
      expect((await ask('navigate', 'iframe')).status).toBe(403);
      expect((await ask('navigate', 'document')).status).toBe(200);
    },
  );

  test('the page itself may ask', async () => {
    expect((await server().get('/', { ...cookie(), Origin: origin() })).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await server().get('/', cookie(), method)).status).toBe(405);
  });
});

describe('the editor’s files', () => {
  test('the page runs no inline script, loads nothing from elsewhere and may not be framed', async () => {
    const { headers, body } = await server().get('/', cookie());
    expect(body).toBe('<title>editor</title>');
    expect(headers['content-security-policy']).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; " +
        "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['permissions-policy']).toContain('camera=()');
  });

  test('assets are kept by the browser, the page is not', async () => {
    expect((await server().get('/', cookie())).headers['cache-control']).toBe('no-store');
    const { headers } = await server().get('/assets/index-abc.js', cookie());
    expect(headers['cache-control']).toContain('immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('a file of another kind is not served', async () => {
    expect((await server().get('/secret.txt', cookie())).status).toBe(404);
  });
});

describe('media', () => {
  const clip = '/media/clips/first%20one.mp4';

  test('a video comes whole, and says that parts can be had', async () => {
    const { status, headers, body } = await server().get(clip, cookie());
    expect({ status, body }).toEqual({ status: 200, body: '0123456789' });
    expect(headers['accept-ranges']).toBe('bytes');
    expect(headers['content-type']).toBe('video/mp4');
  });

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('the part %s', async (Range, body, contentRange) => {
    const answer = await server().get(clip, { ...cookie(), Range });
    expect({ status: answer.status, body: answer.body, range: answer.headers['content-range'] }).toEqual({
      status: 206,
      body,
      range: contentRange,
    });
  });

  test('a part beyond the end does not exist', async () => {
    const { status, headers } = await server().get(clip, { ...cookie(), Range: 'bytes=10-' });
    expect({ status, range: headers['content-range'] }).toEqual({ status: 416, range: 'bytes */10' });
  });

  test('HEAD has the length and no body', async () => {
    const { headers, body } = await server().get(clip, cookie(), 'HEAD');
    expect({ length: headers['content-length'], body }).toEqual({ length: '10', body: '' });
  });

  test('a page in the output folder is not served: it would run as if it were the editor', async () => {
    expect((await server().get('/media/page.html', cookie())).status).toBe(404);
  });

  test.each([
    '/media/../outside.mp4',
    '/media/%2e%2e/outside.mp4',
    '/media/..%2foutside.mp4',
    '/media/..%5coutside.mp4',
    '/media/clips/../../outside.mp4',
    '/media/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/media//etc/passwd',
    '/media/C:/outside.mp4',
    '/media/clips/first%20one.mp4%00.png',
    '/media/%E0%A4%A',
    '/../outside.mp4',
    '/%2e%2e/outside.mp4',
    '/assets/..%2f..%2foutside.mp4',
  ])('%s leads nowhere', async (urlPath) => {
    expect((await server().get(urlPath, cookie())).status).toBe(404);
  });

  test('a link out of the output folder is not followed', async () => {
    await fs.symlink(
      path.join(server().outputFolder, '..', 'outside.mp4'),
      path.join(server().outputFolder, 'link.mp4'),
    );
    await fs.symlink(path.join(server().outputFolder, '..'), path.join(server().outputFolder, 'up'));
    expect((await server().get('/media/link.mp4', cookie())).status).toBe(404);
    expect((await server().get('/media/up/outside.mp4', cookie())).status).toBe(404);
  });
});
