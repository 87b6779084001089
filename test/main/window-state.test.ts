import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEditorWindow } from '../../src/main/editor-window.ts';
import {
  notePlacement,
  type Placement,
  placeWindow,
  readWindowState,
  type WindowState,
  writeWindowState,
} from '../../src/main/window-state.ts';
import { answers, type BrowserWindow } from '../fakes/electron.ts';

const display = (x: number, y: number, width: number, height: number) => ({ workArea: { x, y, width, height } });
const laptop = display(0, 0, 1440, 860);
const desk = display(1440, 0, 2560, 1400);
const at = (x: number, y: number, width = 1000, height = 700): Placement => ({
  bounds: { x, y, width, height },
  isMaximized: false,
  isFullScreen: false,
});

describe('a window', () => {
  test('stands in the middle at first, no larger than the display', () => {
    expect(placeWindow({}, [display(0, 0, 1920, 1040)]).bounds).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
    expect(placeWindow({}, [display(0, 25, 1280, 700)]).bounds).toEqual({ x: 0, y: 25, width: 1280, height: 700 });
  });

  test('is where it was, and as large', () => {
    const maximized = { ...at(1600, 100), isMaximized: true };
    expect(placeWindow(notePlacement({}, [laptop, desk], maximized), [desk, laptop])).toEqual(maximized);
  });

  test('has a place for each arrangement of displays', () => {
    const docked = notePlacement({}, [laptop, desk], at(1600, 100));
    const both = notePlacement(docked, [laptop], at(10, 20, 900, 600));
    expect(placeWindow(both, [laptop, desk])).toEqual(at(1600, 100));
    expect(placeWindow(both, [laptop])).toEqual(at(10, 20, 900, 600));
  });

  test('comes back from a display that is gone, and keeps its size if it fits', () => {
    expect(placeWindow(notePlacement({}, [laptop, desk], at(3000, 500)), [laptop])).toEqual(at(440, 160));
  });

  test('may hang over an edge as long as its title bar can be taken', () => {
    expect(placeWindow(notePlacement({}, [laptop], at(1300, 300)), [laptop])).toEqual(at(1300, 300));
    expect(placeWindow(notePlacement({}, [laptop], at(1400, 300)), [laptop])).toEqual(at(440, 160));
    expect(placeWindow(notePlacement({}, [laptop], at(100, -30)), [laptop])).toEqual(at(100, 0));
  });

  test('can be reached whatever was kept and whatever displays there are', () => {
    const size = (least: number, most: number) => fc.integer({ min: least, max: most });
    const area = fc
      .tuple(size(-5000, 5000), size(-5000, 5000), size(640, 5000), size(480, 3000))
      .map((sides) => display(...sides));
    const placement = fc
      .tuple(size(-9000, 9000), size(-9000, 9000), size(1, 9000), size(1, 9000))
      .map((sides) => at(...sides));
    fc.assert(
      fc.property(fc.array(area, { minLength: 1, maxLength: 3 }), placement, (displays, saved) => {
        const { x, y, width } = placeWindow({ elsewhere: saved }, displays).bounds;
        return displays.some(
          ({ workArea: a }) => Math.min(x + width, a.x + a.width) > Math.max(x, a.x) && y >= a.y && y < a.y + a.height,
        );
      }),
    );
  });
});

describe('what is kept', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-window-'));
  const file = path.join(folder, 'data', 'window.json');

  test('is read as it was written', () => {
    const state = notePlacement({}, [laptop], at(1, 2));
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['window.json']);
  });

  test('makes the next window as the last one was', () => {
    answers.displays = [laptop];
    fs.rmSync(path.dirname(file), { recursive: true });
    const first = createEditorWindow(file) as unknown as BrowserWindow;
    expect([first.options.x, first.options.y, first.options.width, first.calls]).toEqual([0, 0, 1440, []]);
    Object.assign(first, { bounds: { x: 200, y: 100, width: 1000, height: 600 }, isMaximizedNow: true });
    first.close();
    const { options, calls } = createEditorWindow(file) as unknown as BrowserWindow;
    expect([options.x, options.y, options.width, options.height, calls]).toEqual([200, 100, 1000, 600, ['maximize']]);
  });

  test.each(['', '{', '[]', '{"a":{"bounds":{"x":"far"}}}'])('is nothing when the file says “%s”', (text) => {
    fs.writeFileSync(file, text);
    expect(readWindowState(file)).toEqual({});
  });

  test('is of the last twelve arrangements', () => {
    let state: WindowState = {};
    for (let n = 0; n < 30; n++) state = notePlacement(state, [display(n, 0, 1000, 800)], at(n, 0));
    expect(Object.values(state).map(({ bounds }) => bounds.x)).toEqual([
      18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    ]);
  });
});
