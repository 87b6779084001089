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
