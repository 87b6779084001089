import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutionHooks, Executor, ExecutorRun, StepInput, ValueReference } from '../../src/engine/executor.ts';
import { createTestChildExecutor, createTestExecutor } from '../support/test-engine.ts';

const value = (given: unknown): StepInput => ({ kind: 'value', value: given });
const info = { name: 'test', workflowJson: '{}', settings: {} };

/** What every executor has to do, wherever it runs nodes. */
describe.each([
  ['in this process', createTestExecutor],
  ['in a process of its own', () => createTestChildExecutor()],
])('an executor %s', (_, create) => {
  let executor: Executor;
  let run: ExecutorRun;
  let heard: unknown[];
  let stop: AbortController;

  beforeEach(() => {
    executor = create();
    run = executor.openRun(info);
    heard = [];
    stop = new AbortController();
  });
  afterEach(async () => {
    run.close();
    await executor.close();
    expect(await executor.countValues()).toBe(0);
  });

  const hooks = (): ExecutionHooks => ({
    signal: stop.signal,
    onProgress: (...progress) => heard.push(progress),
    onPreview: (picture) => heard.push(picture),
    onLog: (message) => heard.push(message),
  });
  type Made = Promise<Record<string, ValueReference>>;
  const executeInTurn = (...steps: [type: string, inputs: Record<string, StepInput>][]) =>
    run.execute(
      steps.map(([type, inputs]) => ({ step: { node: type, type: `test/${type}`, inputs }, hooks: hooks() })),
    ) as Made[];
  const execute = (type: string, inputs: Record<string, StepInput> = {}) => executeInTurn([type, inputs])[0] as Made;

  test('E7: keeps what a node made and gives out references, which the next node may read', async () => {
    const { latent } = await execute('zeros', { length: value(5_000_000) });
    expect(latent?.summary).toMatchObject({ type: 'latent', text: 'latent [1, 1, 1, 1, 5000000]', bytes: 20_000_000 });
    const { length } = await execute('length', { latent: { kind: 'reference', id: latent?.id ?? '', text: '' } });
    expect(length?.summary).toEqual({ type: 'number', text: '5000000', bytes: 0 });
    expect(await executor.countValues()).toBe(2);
    executor.release([latent?.id ?? '', length?.id ?? '', 'never given out']);
    expect(await executor.countValues()).toBe(0);
  });

  test('says what running takes: on what, and how much memory', async () => {
    executor.setModelBytes(1);
    await execute('count', { to: value(1) });
    expect(await executor.usage()).toEqual({ device: 'cpu', memoryBytes: expect.any(Number) });
    expect((await executor.usage())?.memoryBytes).toBeGreaterThan(1e6);
  });

  test('passes on what a node says, before its result', async () => {
    await execute('count', { to: value(2) });
    await execute('preview', { a: value(1) });
    await execute('show', { text: value('hello') });
    const picture = { width: 1, height: 1, url: expect.stringMatching(/^data:image\/png;base64,/) };
    expect(heard).toEqual([[0, 2, 'turns'], [1, 2, 'turns'], picture, 'shown: hello']);
  });

  test('E83: shows a glimpse, be it there at once or promised', async () => {
    await execute('glimpse', { a: value(1) });
    await execute('glimpse', { a: value(2) });
    const picture = { width: 1, height: 1, url: expect.stringMatching(/^data:image\/png;base64,/) };
    expect(heard).toEqual([picture, picture]);
  });

  test('E17: a node’s failure says what it was given; a bug keeps its stack', async () => {
    await expect(execute('fail', { a: value(7) })).rejects.toMatchObject({
      name: 'NodeError',
      failure: { kind: 'bug', message: 'It is Monday', stack: expect.stringContaining('test-nodes.mjs') },
      inputs: { a: '7' },
    });
    await expect(execute('count', { to: value(0.5) })).rejects.toMatchObject({
      failure: { kind: 'user', hint: 'Change the value, or what is wired to it.' },
    });
  });

  test('E17: of a tensor it says shape, type and what its numbers are like; of a widget its value', async () => {
    const { latent } = await execute('zeros', { length: value(6) });
    const spoilt = await execute('spoil', { latent: { kind: 'reference', id: latent?.id ?? '', text: '' } });
    const inputs: Record<string, StepInput> = {
      latent: { kind: 'reference', id: spoilt.latent?.id ?? '', text: '' },
      name: value('first'),
    };
    await expect(execute('refuse', inputs)).rejects.toMatchObject({
      failure: { kind: 'bug', message: 'Not this one' },
      inputs: { latent: 'latent [1, 1, 1, 1, 6], float32 from 0 to 2, 1 of them not finite', name: 'first' },
    });
    executor.release([latent?.id ?? '', spoilt.latent?.id ?? '']);
  });

  test('a value that is not there, or not one of this run’s, is an error and nothing is left behind', async () => {
    await expect(execute('length', { latent: { kind: 'reference', id: 'x', text: '' } })).rejects.toThrow('is gone');
    await expect(execute('no-such-node')).rejects.toThrow('The executor has no node test/no-such-node');
    expect(await executor.countValues()).toBe(0);
  });

  test('E15: a node stops when it is told to', async () => {
    const step = { node: 'n', type: 'test/count', inputs: { to: value(1e9) } };
    const [stopped] = run.execute([{ step, hooks: { ...hooks(), onProgress: () => stop.abort() } }]);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect((await execute('number', { value: value(1) }).catch((error) => error)).name).toBe('AbortError');
  });

  test('E5: runs several nodes at once', async () => {
    const endless = execute('count', { to: value(1e9) });
    await execute('number', { value: value(1) });
    stop.abort();
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' });
  });

  const previous = (port: string): StepInput => ({ kind: 'previous', port });
  const ends = async (made: readonly Made[]) =>
    (await Promise.allSettled(made)).map((end) => (end.status === 'fulfilled' ? 'made' : end.reason.name));

  test('E45: nodes given together run one after the other, each with what the one before has made', async () => {
    const made = executeInTurn(
      ['number', { value: value(2) }],
      ['add', { a: previous('value'), b: previous('value') }],
      ['show', { text: previous('sum') }],
    );
    const texts = (await Promise.all(made)).map((outputs) => Object.values(outputs)[0]?.summary.text);
    expect([texts, heard]).toEqual([['2', '4', '4'], ['shown: 4']]);
    expect(await executor.countValues()).toBe(3);
  });

  test('E45: what one has made may be let go of while the next reads it', async () => {
    const [zeros, length] = executeInTurn(
      ['zeros', { length: value(9) }],
      ['slow-length', { latent: previous('latent') }],
    );
    executor.release([(await zeros)?.latent?.id ?? '']);
    expect((await length)?.length?.summary.text).toBe('9');
  });

  test('E45: after one that fails or is stopped none begins', async () => {
    const failing = executeInTurn(
      ['number', { value: value(1) }],
      ['fail', { a: previous('value') }],
      ['show', { text: previous('b') }],
    );
    expect(await ends(failing)).toEqual(['made', 'NodeError', 'AbortError']);
    await expect(failing[1]).rejects.toMatchObject({ inputs: { a: '1' } });
    const stopping = executeInTurn(['count', { to: value(1e9) }], ['show', { text: previous('reached') }]);
    stop.abort();
    expect(await ends(stopping)).toEqual(['AbortError', 'AbortError']);
    expect(heard.filter((said) => typeof said === 'string')).toEqual([]);
  });

  test('E21: asks a node what its result depends on', async () => {
    const step = { node: 'n', type: 'test/read', inputs: { path: value(import.meta.filename) } };
    expect(await run.fingerprint(step, new AbortController().signal)).toMatch(/^\d+/);
    const missing = { ...step, inputs: { path: value('/no/such/file') } };
    await expect(run.fingerprint(missing, new AbortController().signal)).rejects.toThrow('ENOENT');
  });

  test('time inside the model runtime is counted, and none was spent', async () => {
    await execute('number', { value: value(1) });
    expect(executor.modelMilliseconds).toBe(0);
  });
});
