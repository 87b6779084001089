import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFailure } from '../../../src/core/errors.ts';
import type { Misbehaviour, Seen } from '../../support/fake-hub.ts';
import { isSameAsServer, noise, openWorkplace, type Workplace } from '../../support/hub-workplace.ts';

const SIZE = 200_000;
const FILE = 'denoiser.onnx';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace([{ path: FILE, content: noise(SIZE), lfs: true }]);
});
afterEach(() => place.close());

/** Misbehaves on the first so many requests for the file's bytes. */
function onTransfers(count: number, wrong: Misbehaviour | ((seen: Seen) => Misbehaviour | undefined)): void {
  place.hub.misbehave = (seen) => {
    if (seen.kind !== 'cdn' || seen.earlier >= count) return undefined;
    return typeof wrong === 'function' ? wrong(seen) : wrong;
  };
}

const isRight = () => isSameAsServer(place, 'model', [FILE]);
const retries = () => place.events.flatMap((event) => (event.kind === 'file-retry' ? [event.reason] : []));

async function failure(): Promise<{ message: string; hint?: string | undefined; kind: string }> {
  return await place.add().then(
    () => {
      throw new Error('it was fetched');
    },
    (error: unknown) => {
      expect(existsSync(path.join(place.packs, 'model', FILE))).toBe(false);
      return toFailure(error);
    },
  );
}

describe('goes on where it was', () => {
  test('after dropped connections: no byte is fetched twice', async () => {
    onTransfers(3, { dropAfter: 10_000 });
    await place.add({ connections: 1 });
    expect(isRight()).toBe(true);
    expect(place.hub.sentBytes).toBe(SIZE);
    expect(
      place.hub.seen
        .filter((seen) => seen.kind === 'cdn')
        .map((seen) => seen.range)
        .slice(0, 4),
    ).toEqual(['bytes=0-65535', 'bytes=10000-65535', 'bytes=20000-65535', 'bytes=30000-65535']);
    expect(place.hub.seen.filter((seen) => seen.kind === 'cdn')[1]?.ifRange).toMatch(/^"[0-9a-f]{32}"$/);
  });

  test('after a body that ends too early', async () => {
    onTransfers(1, { endAfter: 5000 });
    await place.add();
    expect(isRight()).toBe(true);
    expect(retries()).toEqual([expect.stringMatching(/stopped \d+ bytes too early$/)]);
  });

  test('after a connection on which nothing comes any more', async () => {
    onTransfers(1, { hangAfter: 5000 });
    const patience = { attempts: 3, stallMilliseconds: 60, wait: async () => undefined };
    await place.add({ patience, connections: 1 });
    expect(isRight()).toBe(true);
    expect(retries()).toContain('nothing came for 0.06 s');
  });

  test('at a server that only sends whole files', async () => {
    onTransfers(99, { ignoreRange: true });
    await place.add();
    expect(isRight()).toBe(true);
    expect(place.hub.sentBytes).toBe(SIZE);
  });

  test('at a server that only sends whole files, and drops the first', async () => {
    onTransfers(99, (seen) => ({ ignoreRange: true, ...(seen.earlier === 0 ? { dropAfter: 30_000 } : {}) }));
    await place.add();
    expect(isRight()).toBe(true);
    expect(retries()).toContain('the server sends the whole file, not the rest of it');
  });

  test('from the beginning when the file changed on the server between two pieces', async () => {
    place.hub.misbehave = (seen) => {
      if (seen.kind !== 'cdn') return undefined;
      // The first piece is of an older version.
      return seen.earlier === 0 ? { etag: '"old"', content: noise(SIZE, 'old') } : undefined;
    };
    await place.add();
    expect(isRight()).toBe(true);
    expect(retries()).toContain('the server sends the whole file, not the rest of it');
  });

  test('from the beginning when another version comes although If-Range was sent', async () => {
    place.hub.misbehave = (seen) => {
      if (seen.kind !== 'cdn') return undefined;
      return seen.earlier === 0 ? { etag: 'W/"old"', content: noise(SIZE, 'old') } : undefined;
    };
    await place.add();
    expect(isRight()).toBe(true);
    expect(retries()).toContain('the server has another version of the file by now');
  });

  test('when a signed address has run out, by asking the Hub for a new one', async () => {
    onTransfers(1, { status: 403 });
    await place.add();
    expect(isRight()).toBe(true);
  });

  test('when the bytes were wrong once', async () => {
    onTransfers(1, { content: noise(SIZE, 'wrong') });
    await place.add();
    expect(isRight()).toBe(true);
    expect(retries()).toEqual(['its checksum is wrong']);
  });

  test('however a server misbehaves that comes round in the end', async () => {
    const wrong = fc.oneof(
      fc.record({ dropAfter: fc.integer({ min: 0, max: SIZE }) }),
      fc.record({ endAfter: fc.integer({ min: 1, max: SIZE }) }),
      fc.record({ ignoreRange: fc.constant(true), dropAfter: fc.integer({ min: 0, max: SIZE }) }),
      fc.record({ ignoreRange: fc.constant(true) }),
      fc.record({ status: fc.constantFrom(500, 502, 503, 429, 403) }),
      fc.record({ etag: fc.constantFrom('"a"', '"b"', 'W/"c"') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(wrong, { nil: undefined }), { maxLength: 6 }), async (wrongs) => {
        const inner = await openWorkplace([{ path: FILE, content: noise(SIZE), lfs: true }]);
        let count = 0;
        inner.hub.misbehave = (seen) => (seen.kind === 'cdn' ? wrongs[count++] : undefined);
        try {
          const patience = { attempts: 12, stallMilliseconds: 20_000, wait: async () => undefined };
          await inner.add({ patience });
          expect(
            inner.events.filter((event) => event.kind === 'file-retry' && /nothing came/.test(event.reason)),
          ).toEqual([]);
          expect(isSameAsServer(inner, 'model', [FILE])).toBe(true);
          expect(inner.filesOf('model')).toEqual(['.patchloom/pack.json', FILE]);
        } finally {
          await inner.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('pauses', () => {
  test('grow while it fails, and are as long as the server asks', async () => {
    place.hub.misbehave = (seen) => {
      if (seen.kind !== 'resolve') return undefined;
      if (seen.earlier === 2) return { status: 429, headers: { 'retry-after': '7' } };
      return seen.earlier < 2 ? { status: 500 } : undefined;
    };
    await place.add();
    expect(isRight()).toBe(true);
    const [first = 0, second = 0, asked] = place.waits;
    expect([first >= 1000 && first <= 1250, second >= 2000 && second <= 2500, asked]).toEqual([true, true, 7000]);
  });

  test('that would be very long are not taken', async () => {
    place.hub.misbehave = (seen) =>
      seen.kind === 'tree' ? { status: 429, headers: { 'retry-after': '3600' } } : undefined;
    expect((await failure()).message).toContain('asks to be asked less often, and to be asked again in 60 minutes');
    expect(place.waits).toEqual([]);
  });
});

describe('gives up with a reason, and no file under its name', () => {
  test('when connections drop each time', async () => {
    onTransfers(99, { dropAfter: 0 });
    const { message, hint } = await failure();
    expect(message).toMatch(
      /^denoiser\.onnx could not be fetched: the connection to 127\.0\.0\.1:\d+ broke off \(4 attempts\)$/,
    );
    expect(hint).toBe('Give the same command again later: it goes on where it stopped.');
  });

  test('when the bytes are wrong each time: fetched twice, not more', async () => {
    onTransfers(99, { content: noise(SIZE, 'wrong') });
    expect((await failure()).message).toBe(
      'denoiser.onnx of hf:someone/model: the server sends other bytes than the Hub announced',
    );
    expect(place.hub.sentBytes).toBe(2 * SIZE);
  });

  test.each<[string, number, RegExp]>([
    ['more', SIZE + 1, /has 200000 bytes of it, the Hub announced 200001/],
    ['fewer', SIZE - 1, /has 200000 bytes of it, the Hub announced 199999/],
  ])('when the list announces %s bytes than there are', async (_, size, message) => {
    place.hub.files = [{ path: FILE, content: noise(SIZE), lfs: true, announce: { size } }];
    expect((await failure()).message).toMatch(message);
  });

  test('when a whole file announces another length than the list', async () => {
    onTransfers(99, { ignoreRange: true, content: noise(1234) });
    expect((await failure()).message).toMatch(/has 1234 bytes of it, the Hub announced 200000/);
  });

  test('when another part is sent than was asked for', async () => {
    onTransfers(99, { headers: { 'content-range': `bytes 5-65540/${SIZE}` } });
    expect((await failure()).message).toMatch(/sends another part of the file than was asked for/);
  });

  test.each<[string, Misbehaviour, RegExp]>([
    ['a private model', { status: 401 }, /is not on 127\.0\.0\.1:\d+, or you may not see it \(error 401\)/],
    [
      'a gated model',
      { status: 403, headers: { 'x-error-code': 'GatedRepo' } },
      /only for those who accepted its conditions/,
    ],
    ['no such model', { status: 404 }, /is not on 127\.0\.0\.1:\d+, or you may not see it \(error 404\)/],
    ['a login page', { body: '<html>' }, /the server’s answer is not a Hub’s/],
    ['no commit', { body: '{"id":"x"}' }, /the server’s answer is not a Hub’s/],
    ['a commit that leads elsewhere', { body: '{"sha":"../../x"}' }, /the server’s answer is not a Hub’s/],
    ['a legal reason', { status: 451 }, /the Hub refuses \(error 451\)/],
    [
      'an endless redirect',
      { status: 302, headers: { location: '/api/models/someone/model/revision/main' } },
      /without end/,
    ],
    ['a redirect to nowhere', { status: 302 }, /redirects to nowhere/],
    ['a redirect to a file', { status: 302, headers: { location: 'file:///etc/passwd' } }, /redirects to file:/],
  ])('%s', async (_, wrong, message) => {
    place.hub.misbehave = (seen) => (seen.kind === 'info' ? wrong : undefined);
    const { message: said, kind, hint } = await failure();
    expect({ said, kind, hasHint: hint !== undefined }).toEqual({
      said: expect.stringMatching(message),
      kind: 'user',
      hasHint: true,
    });
  });

  test.each<[string, Misbehaviour]>([
    ['no list', { body: '{"error":"x"}' }],
    ['a size below zero', { body: JSON.stringify([{ type: 'file', path: 'a.onnx', size: -1, oid: '0'.repeat(40) }]) }],
    ['no checksum', { body: JSON.stringify([{ type: 'file', path: 'a.onnx', size: 1 }]) }],
    ['pages on another host', { headers: { link: '<http://127.0.0.1:9/more>; rel="next"' } }],
  ])('a list with %s', async (_, wrong) => {
    place.hub.misbehave = (seen) => (seen.kind === 'tree' ? wrong : undefined);
    expect((await failure()).message).toContain('the server’s answer is not a Hub’s');
  });

  test('a revision that is not there', async () => {
    await expect(place.add({}, 'hf:someone/model@v9')).rejects.toThrow('there is no such branch, tag or commit');
  });

  test('nobody listens', async () => {
    await place.hub.close();
    expect((await failure()).message).toMatch(/refuses the connection \(4 attempts\)$/);
  });

  test('a model without ONNX files', async () => {
    place.hub.files = [{ path: 'model.safetensors', content: noise(10), lfs: true }];
    expect((await failure()).message).toBe('hf:someone/model holds no ONNX model');
  });
});

describe('stopping', () => {
  test('keeps what has come; the next one fetches the rest', async () => {
    const stop = new AbortController();
    onTransfers(99, { pace: 2000 });
    const stopped = place.add({
      signal: stop.signal,
      onEvent: (event) => event.kind === 'pack-progress' && event.progress.done >= 20_000 && stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(path.join(place.packs, 'model', '.patchloom', 'lock'))).toBe(false);
    expect(existsSync(path.join(place.packs, 'model', FILE))).toBe(false);
    place.hub.misbehave = () => undefined;
    place.hub.forget();
    await place.add();
    expect(isRight()).toBe(true);
    expect(place.hub.sentBytes).toBeLessThanOrEqual(SIZE - 20_000);
  });

  test('before the start does nothing', async () => {
    await expect(place.add({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(place.hub.seen).toEqual([]);
  });
});
