import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { intTensor, tensor } from '../../../src/core/tensor.ts';
import { createSessions, type Sessions } from '../../../src/engine/onnx/sessions.ts';

const models = path.resolve(import.meta.dirname, '../../fixtures/models');
const add = path.join(models, 'add.onnx');
const x = tensor(Float32Array.of(1, 2, 3), [1, 3]);
const count = intTensor([10, 20, 30], [1, 3]);

let sessions: Sessions;
let folder: string;

beforeEach(async () => {
  sessions = createSessions();
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
});
afterEach(async () => {
  await sessions.close();
  expect(sessions.openCount).toBe(0);
  await rm(folder, { recursive: true });
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a model runs on named tensors', async () => {
  const outputs = await sessions.use(add, (session) => session.run({ x, count }));
  expect(outputs).toEqual({ sum: { data: Float32Array.of(11, 22, 33), dims: [1, 3] } });
});

test('a file is opened once however often it is lent, also at the same time, and time inside the runtime is counted', async () => {
  await Promise.all([1, 2, 3].map(() => sessions.use(add, (session) => session.run({ x, count }))));
  expect(sessions.openCount).toBe(1);
  expect(sessions.modelMilliseconds).toBeGreaterThan(0);
});

test('E15: who has waited while a model ran is heard before it runs again', async () => {
  const order: string[] = [];
  await sessions.use(add, async (session) => {
    // The first turn of the event loop begins with this and ends with the run, which is not over for the sampler before the second.
    setImmediate(() => setImmediate(() => order.push('heard')));
    await session.run({ x, count });
    order.push('ran');
  });
  expect(order).toEqual(['heard', 'ran']);
});

test('closing waits for those who still use a session', async () => {
  let finish = () => {};
  const loan = sessions.use(add, async (session) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return session.run({ x, count });
  });
  await expect.poll(() => sessions.openCount).toBe(1);
  const closing = sessions.close();
  finish();
  expect((await loan).sum?.dims).toEqual([1, 3]);
  await closing;
});

test('E8: a file that was replaced is opened anew; who has borrowed the old one finishes with it', async () => {
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, await readFile(path.join(models, 'count.onnx')));
  const line = tensor(Float32Array.of(1, 2), [2]);
  await sessions.use(file, async (old) => {
    await writeFile(file, await readFile(add));
    const outputs = await sessions.use(file, (session) => session.run({ x, count }));
    expect(outputs.sum?.data).toEqual(Float32Array.of(11, 22, 33));
    expect(((await refusal(old.run({ x: line }))) as Error).message).toContain('returns “shape” as int64');
    expect(sessions.openCount).toBe(2);
  });
  await expect.poll(() => sessions.openCount).toBe(1);
});

test('E9: every feed that does not fit is named at once, before the runtime sees it', async () => {
  const feeds = { count: x, cuont: count };
  const error = await refusal(sessions.use(add, (session) => session.run(feeds)));
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toBe(
    'add.onnx cannot be fed: input “x” is missing; input “count” is float32, the model takes int64; ' +
      'there is no input “cuont”, only x, count',
  );
});

test('E9: a wrong rank and a wrong fixed size are told with both shapes', async () => {
  const flat = tensor(Float32Array.of(1, 2, 3), [3]);
  const wide = intTensor([1, 2, 3, 4], [1, 4]);
  const error = await refusal(sessions.use(add, (session) => session.run({ x: flat, count: wide })));
  expect((error as Error).message).toBe(
    'add.onnx cannot be fed: input “x” has shape [3], the model takes [n, 3]; ' +
      'input “count” has shape [1, 4], the model takes [m, 3]',
  );
});

test('when the runtime itself refuses, the message holds every input with type and shape', async () => {
  const two = tensor(new Float32Array(6), [2, 3]);
  const three = intTensor(Array(9).fill(1), [3, 3]);
  const error = await refusal(sessions.use(add, (session) => session.run({ x: two, count: three })));
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toContain('it was given x float32[2, 3], count int64[3, 3]');
});

test('after a refusal the session still works', async () => {
  await sessions.use(add, async (session) => {
    await refusal(session.run({}));
    expect((await session.run({ x, count })).sum?.data).toEqual(Float32Array.of(11, 22, 33));
  });
});

test('a missing file, a cut-off file and a file that is no model are each said so', async () => {
  const cut = path.join(folder, 'cut.onnx');
  await writeFile(cut, (await readFile(add)).subarray(0, 60));
  const text = path.join(folder, 'text.onnx');
  await writeFile(text, 'not a model');
  for (const [file, words] of [
    [path.join(folder, 'none.onnx'), 'There is no model file'],
    [cut, 'cut.onnx is not an ONNX model'],
    [text, 'text.onnx is not an ONNX model'],
  ] as const) {
    const error = await refusal(sessions.use(file, (session) => session.run({})));
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(words);
    expect((error as UserError).hint).toMatch(/fetch the model pack again/i);
  }
});

test('an output of another type than float32 is refused by name', async () => {
  const line = tensor(Float32Array.of(1, 2), [2]);
  const error = await refusal(sessions.use(path.join(models, 'count.onnx'), (session) => session.run({ x: line })));
  expect((error as Error).message).toBe('count.onnx returns “shape” as int64');
});

test('E82: files with the same content share one session, until one of them is replaced', async () => {
  const [one, other] = ['one.onnx', 'other.onnx'].map((name) => path.join(folder, name)) as [string, string];
  for (const file of [one, other]) await writeFile(file, await readFile(add));
  const sum = async (file: string) => (await sessions.use(file, (session) => session.run({ x, count }))).sum?.data;
  await sum(one);
  expect(await sum(other)).toEqual(Float32Array.of(11, 22, 33));
  expect(sessions.openCount).toBe(1);
  await writeFile(other, await readFile(path.join(models, 'count.onnx')));
  await refusal(sessions.use(other, (session) => session.run({ x: tensor(Float32Array.of(1), [1]) })));
  expect(await sum(one)).toEqual(Float32Array.of(11, 22, 33));
  expect(sessions.openCount).toBe(2);
});

test('E82: weights beside a model count as part of it: when they are replaced, it is opened anew', async () => {
  for (const name of ['external.onnx', 'weights.pb'])
    await writeFile(path.join(folder, name), await readFile(path.join(models, name)));
  const run = () => sessions.use(path.join(folder, 'external.onnx'), async ({ inputTypes }) => inputTypes);
  await run();
  await writeFile(path.join(folder, 'weights.pb'), new Uint8Array(2400));
  expect(await run()).toEqual({ x: 'float32', half: 'float16' });
  await expect.poll(() => sessions.openCount).toBe(1);
});

test('E82: over the budget, the model that was used longest ago is closed, and never one that is in use', async () => {
  const tight = createSessions({ budgetBytes: 1 });
  const count1 = path.join(models, 'count.onnx');
  await tight.use(add, async (session) => {
    await tight.use(count1, async () => {});
    expect(tight.openCount).toBe(2);
    expect((await session.run({ x, count })).sum?.dims).toEqual([1, 3]);
  });
  await tight.use(path.join(models, 'external.onnx'), async () => {});
  expect(tight.openCount).toBe(1);
  await tight.close();
  expect(tight.openCount).toBe(0);
});

test('E82: a smaller budget closes at once what is over it and not in use', async () => {
  await sessions.use(add, async () => {
    await sessions.use(path.join(models, 'count.onnx'), async () => {});
    expect(sessions.openCount).toBe(2);
    sessions.setModelBytes(1);
    await expect.poll(() => sessions.openCount).toBe(1);
  });
});
