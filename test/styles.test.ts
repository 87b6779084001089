import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const tokens = readFileSync('src/renderer/styles/tokens.css', 'utf8');

type Theme = 'light' | 'dark';

/** The colours of one theme, by token. */
function coloursOf(theme: Theme): Record<string, string> {
  const pairs = [...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
  return Object.fromEntries(
    pairs.map(([, name = '', light = '', dark = '']) => [name, theme === 'light' ? light : dark]),
  );
}

/** WCAG 2.2: relative luminance of an sRGB colour. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test('black on white is 21, a colour on itself 1', () => {
  expect([contrast('#000000', '#ffffff'), contrast('#1f5fd0', '#1f5fd0')]).toEqual([21, 1]);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colours = coloursOf(theme);
  const grounds = ['canvas', 'surface', 'raised', 'field'];
  const texts = ['text', 'muted', 'accent', 'running', 'done', 'failed'];
  const tooPale = (names: readonly string[], least: number) =>
    names.flatMap((name) =>
      grounds
        .map((ground) => [name, ground, contrast(colours[name] ?? '', colours[ground] ?? '')] as const)
        .filter(([, , ratio]) => !(ratio >= least)),
    );

  test('text can be read on every ground (AA: 4.5)', () => {
    expect(tooPale(texts, 4.5)).toEqual([]);
  });

  test('what is on the accent and on a count can be read (AA: 4.5)', () => {
    expect(contrast(colours['on-accent'] ?? '', colours.accent ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.canvas ?? '', colours.failed ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  test('types of sockets can be read as text, and so be told apart as wires and marks (AA: 4.5)', () => {
    const sockets = Object.keys(colours).filter((name) => name.startsWith('socket-'));
    expect(sockets.length).toBeGreaterThanOrEqual(9);
    expect(tooPale(sockets, 4.5)).toEqual([]);
  });

  test('states that are marks alone stand out (AA: 3)', () => {
    expect(
      tooPale(
        ['cached', 'focus'].filter((name) => name in colours),
        3,
      ),
    ).toEqual([]);
  });
});
