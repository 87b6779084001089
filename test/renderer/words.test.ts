import { describe, expect, test } from 'vitest';
import { chordOf } from '../../src/renderer/commands/keyboard.ts';
import { formatBytes, formatSeconds } from '../../src/renderer/panels/format.ts';
import { groupNodes } from '../../src/renderer/panels/palette-groups.ts';
import { describeRun } from '../../src/renderer/panels/status-bar.tsx';
import { NO_RUN } from '../../src/renderer/state/run-state.ts';
import { stepNumber } from '../../src/renderer/widgets/number-steps.ts';
import { LANGUAGES, preferredLanguage } from '../../src/renderer/words/languages.ts';
import { portLabel } from '../../src/renderer/words/local-specs.ts';
import { FAKE_SPECS } from '../support/fake-engine.ts';

describe('words', () => {
  const { en, 'zh-CN': zh } = LANGUAGES;

  test('the first language that there are words in is taken', () => {
    expect(preferredLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh-CN');
    expect(preferredLanguage(['en-GB', 'zh'])).toBe('en');
    expect(preferredLanguage([])).toBe('en');
  });

  test('nothing is left untranslated', () => {
    const same = (english: object, chinese: object): string[] =>
      Object.entries(english).flatMap(([key, value]) => {
        const other = (chinese as Record<string, unknown>)[key];
        return typeof value === 'object' ? same(value, other as object) : value === other ? [key] : [];
      });
    expect(same(en, zh)).toEqual([]);
  });

  test('one problem is one', () => {
    expect([en.cannotRun(1), en.cannotRun(2)]).toEqual([
      'One problem keeps the workflow from running',
      '2 problems keep the workflow from running',
    ]);
  });

  test('what runs, its rate and the time left stand in one line', () => {
    const progress = { done: 12, total: 20, unit: 'steps', rate: 4.13, secondsLeft: 1.94 };
    const nodes = { a: { status: 'running' as const, log: [], progress }, b: { status: 'queued' as const, log: [] } };
    const line = (words: typeof en) =>
      describeRun(
        { ...NO_RUN, status: 'running', nodes },
        words,
        (id) => `Node ${id}`,
        (unit) => unit,
      );
    expect(line(en)).toBe('Node a 12/20 · 4.1 steps/s · 1.9 s left');
    expect(line(zh)).toBe('Node a 12/20 · 4.1 steps/秒 · 剩余 1.9 s');
  });
});

test('ports are labelled by the words of their names', () => {
  expect(['text', 'guidanceScale', 'patchFrames'].map(portLabel)).toEqual(['text', 'guidance scale', 'patch frames']);
});

test('durations and sizes are short', () => {
  expect([0.0421, 3.24, 59.97, 75].map(formatSeconds)).toEqual(['42 ms', '3.2 s', '1:00 min', '1:15 min']);
  expect([900, 1234, 21504, 3_400_000].map(formatBytes)).toEqual(['900 B', '1.2 kB', '22 kB', '3.4 MB']);
});

test('the palette finds nodes by any words of theirs', () => {
  const titles = (search: string) =>
    groupNodes(FAKE_SPECS, search).flatMap(({ specs }) => specs.map(({ title }) => title));
  expect(titles('')).toEqual(['Sink', 'Source']);
  expect(titles('MAKES text')).toEqual(['Source']);
  expect(titles('video')).toEqual([]);
});

test('arrow keys keep a number on its grid and in its range', () => {
  const width = { kind: 'int', default: 64, min: 16, max: 4096, step: 16, help: '' } as const;
  expect([stepNumber(width, 64, 1), stepNumber(width, 65, 1), stepNumber(width, 65, -1)]).toEqual([80, 80, 64]);
  expect([stepNumber(width, 16, -1), stepNumber(width, 4090, 10)]).toEqual([16, 4096]);
  const scale = { kind: 'float', default: 3, min: 0, step: 0.1, help: '' } as const;
  expect([stepNumber(scale, 0.2, 1), stepNumber(scale, 3, -1), stepNumber(scale, 2.95, 1)]).toEqual([0.3, 2.9, 3]);
  expect(stepNumber({ kind: 'seed', default: 0, help: '' }, 0, -1)).toBe(0);
});

test('keys are read as the commands write them', () => {
  const keys = { key: 'z', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  expect(chordOf({ ...keys, ctrlKey: true }, false)).toBe('Mod+Z');
  expect(chordOf({ ...keys, key: 'Z', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+Shift+Z');
  expect(chordOf({ ...keys, metaKey: true }, true)).toBe('Mod+Z');
  expect(chordOf({ ...keys, ctrlKey: true }, true)).toBe('Z');
  expect(chordOf({ ...keys, key: '/', shiftKey: true }, false)).toBe('/');
  expect(chordOf({ ...keys, key: 'Delete' }, false)).toBe('Delete');
});
