import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bool, choice, float, int, seed, text, type Widget } from '../../src/core/ports.ts';
import { checkWidgetValue, parseWidgetText } from '../../src/core/widget-values.ts';

const width = int({ default: 64, min: 16, max: 100, step: 16, unit: 'px', help: '' });
const scale = float({ default: 4, min: 0, max: 20, step: 0.5, help: '' });
const format = choice(['mp4', 'webm'], { default: 'mp4', help: '' });

describe('what may stand in a widget', () => {
  test.each<[string, Widget, unknown]>([
    ['a whole number in range and step', width, 96],
    ['a whole number without limits', int({ default: 0, help: '' }), -7],
    ['steps from zero where there is no smallest', int({ default: 0, step: 4, help: '' }), -8],
    ['a real number, whatever the step its control moves by', scale, 0.3],
    ['the smallest seed', seed(), 0],
    ['the largest seed', seed(), Number.MAX_SAFE_INTEGER],
    ['false', bool({ default: true, help: '' }), false],
    ['an empty text', text({ help: '' }), ''],
    ['one of the choices', format, 'webm'],
  ])('%s', (_, widget, value) => {
    expect(checkWidgetValue(widget, value)).toEqual({ ok: true });
  });

  test.each<[Widget, unknown, string]>([
    [width, 8, '8 is too small: the smallest is 16 px'],
    [width, 128, '128 is too large: the largest is 100 px'],
    [width, 40, '40 is not in steps of 16 px: choose 32 or 48'],
    [width, 100, '100 is not in steps of 16 px: choose 96'],
    [width, 16.5, '16.5 is not a whole number'],
    [width, '64', '"64" is not a whole number'],
    [width, null, 'null is not a whole number'],
    [width, undefined, 'nothing is not a whole number'],
    [int({ default: 0, help: '' }), 2 ** 53, '9007199254740992 is not a whole number'],
    [scale, Number.NaN, 'NaN is not a number'],
    [scale, Number.POSITIVE_INFINITY, 'Infinity is not a number'],
    [scale, -0.1, '-0.1 is too small: the smallest is 0'],
    [seed(), -1, '-1 is not a seed: choose a whole number from 0 to 9007199254740991'],
    [seed(), 0.5, '0.5 is not a seed: choose a whole number from 0 to 9007199254740991'],
    [bool({ default: true, help: '' }), 1, '1 is not true or false'],
    [text({ help: '' }), ['a'], '["a"] is not a text'],
    [format, 'avi', '"avi" is not one of mp4, webm'],
  ])('$0.kind refuses %2$s: %3$s', (widget, value, reason) => {
    expect(checkWidgetValue(widget, value)).toEqual({ ok: false, reason });
  });

  test('every value that a refusal proposes is accepted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(100),
        (min, step, offset) => {
          const widget = int({ default: min, min, max: min + 60, step, help: '' });
          const verdict = checkWidgetValue(widget, min + offset);
          const proposed = verdict.ok ? undefined : verdict.reason.split('choose')[1];
          for (const value of proposed?.match(/-?\d+/g) ?? []) {
            expect(checkWidgetValue(widget, Number(value))).toEqual({ ok: true });
          }
        },
      ),
    );
  });
});

describe('what a person typed', () => {
  test('is read as the type of the widget, and stays as it is where it cannot be', () => {
    const yes = bool({ default: false, help: '' });
    const words = text({ help: '' });
    const typed: readonly [Widget, string][] = [
      [width, ' 64 '],
      [width, 'wide'],
      [width, ' '],
      [scale, '-2.5e1'],
      [seed(), '7'],
      [yes, 'true'],
      [yes, 'false'],
      [yes, 'yes'],
      [words, '12'],
      [format, 'webm'],
    ];
    expect(typed.map(([widget, value]) => parseWidgetText(widget, value))).toEqual([
      64,
      'wide',
      ' ',
      -25,
      7,
      true,
      false,
      'yes',
      '12',
      'webm',
    ]);
  });

  test('a number survives being typed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseWidgetText(scale, String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
