import { expect, test } from 'vitest';
import { createChildExecutor } from '../../src/engine/child-executor.ts';
import type { ExecutorPort, FromExecutor } from '../../src/engine/executor-messages.ts';

/** A process that dies at the first thing it is asked, or answers it. */
function fakeProcess(dies: boolean): ExecutorPort {
  let exit: (how: string) => void = () => {};
  let tell: (message: FromExecutor) => void = () => {};
  return {
    send(message) {
      if (message.kind === 'execute' && dies) queueMicrotask(() => exit('SIGSEGV'));
      if (message.kind === 'execute' && !dies)
        for (const { call } of message.calls)
          queueMicrotask(() => tell({ kind: 'answer', call, answer: {}, modelMilliseconds: 0 }));
      if (message.kind === 'close') queueMicrotask(() => exit('exit code 0'));
    },
    onMessage: (listener) => {
      tell = listener;
    },
    onExit: (listener) => {
      exit = listener;
    },
    kill: () => exit('SIGKILL'),
  };
}

test('E26: after each crash in a row the next start waits twice as long; an answer ends the row', async () => {
  // Start by start: whether the process dies at its first step. The first that lives is killed from outside.
  const dies = [true, true, false, true, false];
  const startedAt: number[] = [];
  let current: ExecutorPort | undefined;
  const executor = createChildExecutor({
    settings: { outputFolder: '', packFolders: [] },
    start() {
      startedAt.push(performance.now());
      current = fakeProcess(dies[startedAt.length - 1] ?? false);
      return current;
    },
  });
  const hooks = { signal: new AbortController().signal, onProgress() {}, onPreview() {}, onLog() {} };
  const run = async () => {
    const [made] = executor
      .openRun({ name: 'n', workflowJson: '{}', settings: {} })
      .execute([{ step: { node: 'n', type: 't', inputs: {} }, hooks }]);
    return made?.then(
      () => 'done',
      (error: Error) => error.message,
    );
  };
  const crash = 'The process that runs models ended: SIGSEGV';
  expect([await run(), await run(), await run()]).toEqual([crash, crash, 'done']);
  current?.kill();
  expect([await run(), await run()]).toEqual([crash, 'done']);
  const waits = startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? 0));
  // First crash 250 ms, second 500 ms; after an answer the row begins anew: 250 ms, then 500 ms.
  expect(waits.map((wait, index) => wait >= ([250, 500, 250, 500][index] ?? 0) - 5)).toEqual([true, true, true, true]);
  expect(waits[2]).toBeLessThan(1000);
  await executor.close();
});

test('E27: who waits for the next start is stopped at once, and none follows the end', async () => {
  let starts = 0;
  const executor = createChildExecutor({
    settings: { outputFolder: '', packFolders: [] },
    start() {
      starts++;
      return fakeProcess(true);
    },
  });
  const info = { name: 'n', workflowJson: '{}', settings: {} };
  const step = { node: 'n', type: 't', inputs: {} };
  const stop = new AbortController();
  const hooks = { signal: stop.signal, onProgress() {}, onPreview() {}, onLog() {} };
  await expect(executor.openRun(info).execute([{ step, hooks }])[0]).rejects.toThrow('SIGSEGV');
  const run = executor.openRun(info);
  const waiting = [
    run.execute([{ step, hooks }])[0],
    run.fingerprint(step, stop.signal),
    executor.load('t', 'file', stop.signal),
  ];
  const all = Promise.allSettled(waiting);
  stop.abort();
  expect((await all).map((end) => end.status === 'rejected' && end.reason.name)).toEqual(Array(3).fill('AbortError'));
  await executor.close();
  await expect(executor.load('t', 'file', new AbortController().signal)).rejects.toThrow('was ended');
  expect(starts).toBe(1);
});

test('E27: a process that the system is slow to end keeps no run waiting, but the next process', async () => {
  const started: ExecutorPort[] = [];
  const executor = createChildExecutor({
    settings: { outputFolder: '', packFolders: [] },
    start() {
      const port = fakeProcess(false);
      started.push(port);
      // It does nothing that it is asked, and is ended when the test says so.
      return { ...port, send: (message) => message.kind === 'close' && port.send(message), kill() {} };
    },
  });
  const step = { node: 'n', type: 't', inputs: {} };
  const stop = new AbortController();
  const hooks = { signal: stop.signal, onProgress() {}, onPreview() {}, onLog() {} };
  const [running] = executor.openRun({ name: 'n', workflowJson: '{}', settings: {} }).execute([{ step, hooks }]);
  await expect.poll(() => started.length).toBe(1);
  stop.abort();
  executor.interrupt();
  await expect(running).rejects.toThrow('stopped');
  const loading = executor.load('t', 'file', new AbortController().signal);
  await new Promise(setImmediate);
  expect(started.length).toBe(1);
  started[0]?.kill();
  await expect.poll(() => started.length).toBe(2);
  await executor.close();
  await expect(loading).rejects.toThrow('was ended');
});
