import { describe, expect, test } from 'vitest';
import { canConnect, convertValue, SOCKET_TYPES } from '../../src/core/sockets.ts';

describe('which sockets fit', () => {
  test('a socket fits its own type and the few that stand in the table, and nothing else', () => {
    const known = SOCKET_TYPES.filter((type) => type !== 'any');
    const pairs = known.flatMap((from) =>
      known.filter((to) => from !== to && canConnect(from, to).ok).map((to) => `${from} → ${to}`),
    );
    expect(pairs).toEqual(['number → text', 'boolean → text', 'boolean → number', 'file → text']);
    expect(SOCKET_TYPES.filter((type) => canConnect(type, type).ok)).toEqual([...SOCKET_TYPES]);
  });

  test('a refusal says why and, where a node usually makes what is wanted, which', () => {
    expect([canConnect('text', 'conditioning'), canConnect('video', 'text')]).toEqual([
      { ok: false, reason: '“text” does not fit “conditioning” (Text Encoder makes one)' },
      { ok: false, reason: '“video” does not fit “text”' },
    ]);
  });

  test('what may connect can be converted, what may not is a bug to convert', () => {
    const file = { path: '/out/a.mp4', name: 'a.mp4', mediaType: 'video/mp4', bytes: 1 };
    expect([
      convertValue(file, 'file', 'file'),
      convertValue(2.5, 'number', 'text'),
      convertValue(false, 'boolean', 'text'),
      convertValue(true, 'boolean', 'number'),
      convertValue(file, 'file', 'text'),
    ]).toEqual([file, '2.5', 'false', 1, '/out/a.mp4']);
    expect(() => convertValue('7', 'text', 'number')).toThrow('No conversion from text to number');
  });
});
