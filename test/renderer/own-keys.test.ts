import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS, type Command } from '../../src/renderer/commands/commands.ts';
import { giveKeys, holderOf, isFixed, keysIn, type OwnKeys, resetKeys } from '../../src/renderer/commands/own-keys.ts';

const TABLE = Object.values<Command>(COMMANDS);
const { palette, save, fit } = COMMANDS;

describe('keys of one’s own', () => {
  test('in the table, no keys are those of two commands, and every command is known by its label', () => {
    const all = TABLE.flatMap(({ keys }) => keys);
    expect(all.filter((chord, index) => all.indexOf(chord) !== index)).toEqual([]);
    expect(Object.entries<Command>(COMMANDS).filter(([name, { label }]) => name !== label)).toEqual([]);
  });

  test('keys that are given to one command are taken from the other, and come back with a reset', () => {
    const own = giveKeys({}, TABLE, save, ['Mod+K']);
    expect(own).toEqual({ save: ['Mod+K'], palette: ['Mod+Shift+P'] });
    expect(holderOf(own, TABLE, 'Mod+K', palette)?.label).toBe('save');
    const reset = resetKeys(own, TABLE, palette);
    expect(reset).toEqual({ save: [] });
    expect(resetKeys(reset, TABLE, save)).toEqual({});
  });

  test('a command may have no keys', () => {
    const own = giveKeys({}, TABLE, fit, []);
    expect([keysIn(own, fit), holderOf(own, TABLE, 'F', save)]).toEqual([[], undefined]);
  });

  test('what leads through the window, and the browser’s copy and paste, stay what they are', () => {
    const chords = ['Tab', 'Shift+Tab', 'Escape', 'ArrowUp', 'Mod+C', 'Mod+V', 'Mod+Enter', 'Alt+Enter', 'F', 'Mod+J'];
    expect(chords.filter((chord) => isFixed(TABLE, chord))).toEqual(chords.slice(0, 6));
  });

  test('whatever is given and reset, no keys are those of two commands', () => {
    const step = fc.record({
      command: fc.constantFrom(...TABLE.filter(({ isNative }) => !isNative)),
      chord: fc.constantFrom('F', 'Q', 'Mod+K', 'Mod+S', 'Alt+N', undefined),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const own = steps.reduce<OwnKeys>(
          (before, { command, chord }) =>
            chord === undefined ? resetKeys(before, TABLE, command) : giveKeys(before, TABLE, command, [chord]),
          {},
        );
        const all = TABLE.flatMap((command) => keysIn(own, command));
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 50 },
    );
  });
});
