import { EventEmitter } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DESKTOP_EVENTS } from '../../src/core/desktop-api.ts';
import { endOnHostFailure, recoverWindow } from '../../src/main/crash-recovery.ts';
import { createWorkKeeper } from '../../src/main/keep-work.ts';
import { SHELL_WORDS } from '../../src/main/words.ts';
import { answers, app, BrowserWindow, done } from '../fakes/electron.ts';
import { type DesktopShell, startShell } from '../support/desktop-shell.ts';
import { PATIENCE } from '../support/patience.ts';

const runs = vi.hoisted(() => ({ left: 0, closed: [] as string[] }));

// A host that says how many runs it has, and when it was closed.
vi.mock('../../src/server/start-host.ts', () => ({
  startHost: async () => ({
    url: 'http://127.0.0.1:4711/?token=0',
    port: 4711,
    runsLeft: () => runs.left,
    close: async () => void runs.closed.push('host'),
  }),
}));
vi.mock('../../src/engine/create-engine.ts', () => ({
  createEngine: () => ({ close: async () => void runs.closed.push('engine') }),
}));

let shell: DesktopShell;
beforeAll(async () => {
  answers.languages = ['zh-CN'];
  shell = await startShell();
});
afterAll(() => shell.close());
beforeEach(() => {
  done.dialogs.length = 0;
});

const end = (reason: string) => shell.window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });

describe('when the window’s process ends', () => {
  test('the editor is loaded again, and finds its documents as they were kept', async () => {
    end('crashed');
    await vi.waitUntil(() => shell.window.loaded.length === 2, PATIENCE);
    expect(shell.window.loaded[1]).toBe(shell.origin);
    expect(done.dialogs).toEqual([]);
  });

  test('nothing is done when it was meant to end', () => {
    end('clean-exit');
    expect(shell.window.loaded.length).toBe(2);
  });

  test('for the third time within a minute, somebody is asked', async () => {
    answers.button = 0;
    end('oom');
    end('oom');
    await vi.waitUntil(() => shell.window.loaded.length === 4, PATIENCE);
    expect(done.dialogs).toMatchObject([
      { kind: 'message', options: { message: SHELL_WORDS['zh-CN'].windowEnds, defaultId: 0, cancelId: 1 } },
    ]);
  });

  test('times that lie apart are not counted together', () => {
    const window = new BrowserWindow({});
    const reload = vi.fn();
    let time = 0;
    recoverWindow(window as never, { words: () => SHELL_WORDS.en, reload, now: () => time });
    for (let n = 0; n < 5; n++, time += 40_000)
      window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(reload).toHaveBeenCalledTimes(5);
    window.close();
  });
});

test('a window that does not answer is waited for, or ended so that it opens again', async () => {
  answers.button = 0;
  shell.window.emit('unresponsive');
  await vi.waitUntil(() => done.dialogs.length === 1, PATIENCE);
  expect(shell.window.webContents.crashes).toBe(0);
  answers.button = 1;
  shell.window.emit('unresponsive');
  await vi.waitUntil(() => shell.window.webContents.crashes === 1, PATIENCE);
});

test.each([
  [0, ['relaunch', 'exit 1']],
  [1, ['exit 1']],
])('when the host itself fails, that is said, and the app starts again or ends (button %s)', (button, expected) => {
  const host = new EventEmitter();
  answers.button = button;
  done.app.length = 0;
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  endOnHostFailure(host as never, () => SHELL_WORDS.en);
  host.emit('uncaughtException', new Error('the disk is gone'));
  expect(done.app).toEqual(expected);
  expect(done.dialogs).toMatchObject([{ options: { detail: expect.stringContaining('the disk is gone') } }]);
  complain.mockRestore();
});

describe('quitting', () => {
  const closeWindow = () => shell.window.close();

  test('while something runs asks, and closing the last window is quitting', async () => {
    runs.left = 2;
    answers.button = 0;
    for (const leave of [app.quit, closeWindow]) {
      // What was answered to the last question has been heard.
      await new Promise(setImmediate);
      done.dialogs.length = 0;
      leave();
      await vi.waitUntil(() => done.dialogs.length === 1, PATIENCE);
      expect(done.dialogs).toMatchObject([
        { options: { message: '有 2 个运行尚未结束', buttons: ['继续运行', '停止并退出'] } },
      ]);
    }
    expect(runs.closed).toEqual([]);
    expect(done.windows).toEqual([shell.window]);
  });

  test('lets the window hand over its work first, then closes host and engine, and keeps the window’s place', async () => {
    runs.left = 1;
    answers.button = 1;
    shell.window.bounds = { x: 30, y: 40, width: 900, height: 600 };
    const order: string[] = [];
    shell.window.webContents.on('fake-sent', (channel: string) => {
      if (channel !== DESKTOP_EVENTS.closing) return;
      order.push(`asked to keep, closed: ${runs.closed.length}`);
      void shell.ask('workIsKept');
    });
    const hasQuit = new Promise((resolve) => app.once('quit', resolve));
    app.quit();
    app.quit();
    await hasQuit;
    expect(order).toEqual(['asked to keep, closed: 0']);
    expect(runs.closed).toEqual(['host', 'engine']);
    expect(done.windows).toEqual([]);
    const kept = JSON.parse(await fs.readFile(path.join(shell.folder, 'data', 'window.json'), 'utf8'));
    expect(Object.values(kept)).toMatchObject([{ bounds: { x: 30, y: 40, width: 900, height: 600 } }]);
  });

  test('does not wait for a page that never answers', async () => {
    const window = new BrowserWindow({});
    await createWorkKeeper(1).keep(window as never);
    expect(window.webContents.sent).toEqual([{ channel: DESKTOP_EVENTS.closing, args: [] }]);
  });
});
