import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkDocumentName } from '../../src/core/host-api.ts';
import { emptyWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { encodeVideo } from '../../src/engine/ffmpeg.ts';
import { fakeWorkflow } from '../support/fake-engine.ts';
import { openTestWindow, startTestHost, type TestHost } from '../support/test-host.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

const json = serializeWorkflow(fakeWorkflow());
const other = serializeWorkflow(emptyWorkflow());

async function startAndAsk() {
  const server = await startTestHost();
  open.push(server);
  const cookie = await server.signIn();
  const origin = `http://127.0.0.1:${server.host.port}`;
  const window = await openTestWindow(server.host.port, { Cookie: cookie, Origin: origin });
  open.push(window);
  let id = 0;
  const ask = async (method: string, params: unknown): Promise<Record<string, unknown>> => {
    const answer = (await window.ask(++id, method, params)) as unknown as Record<string, Record<string, unknown>>;
    return answer.result ?? { failure: answer.failure };
  };
  return { server, cookie, origin, ask };
}

describe('a person’s workflows', () => {
  test('are saved, listed and opened by their names', async () => {
    const { server, ask } = await startAndAsk();
    expect(await ask('listDocuments', {})).toEqual([]);
    const saved = await ask('saveDocument', { name: 'my panda (2)', json, replaces: null });
    expect(saved).toEqual({ kind: 'saved', revision: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await ask('listDocuments', {})).toEqual([
      { name: 'my panda (2)', savedAt: expect.any(Number), bytes: Buffer.byteLength(json) },
    ]);
    expect(await ask('openDocument', { name: 'my panda (2)' })).toEqual({ json, revision: saved.revision });
    expect(await fs.readdir(path.join(server.userFolder, 'workflows'))).toEqual(['my panda (2).json']);
  });

  test('are never overwritten by a save that does not know their state', async () => {
    const { server, ask } = await startAndAsk();
    const { revision } = await ask('saveDocument', { name: 'a', json, replaces: null });
    expect(await ask('saveDocument', { name: 'a', json: other, replaces: null })).toEqual({
      kind: 'conflict',
      revision,
    });
    const file = path.join(server.userFolder, 'workflows', 'a.json');
    await fs.writeFile(file, `${json}\n`);
    const refused = await ask('saveDocument', { name: 'a', json: other, replaces: revision });
    expect(refused).toEqual({ kind: 'conflict', revision: expect.not.stringMatching(String(revision)) });
    expect(await fs.readFile(file, 'utf8')).toBe(`${json}\n`);
    expect(await ask('saveDocument', { name: 'a', json: other, replaces: refused.revision })).toMatchObject({
      kind: 'saved',
    });
    await fs.rm(file);
    expect(await ask('saveDocument', { name: 'a', json, replaces: revision })).toEqual({
      kind: 'conflict',
      revision: null,
    });
  });

  test('two saves at once: one of them is told', async () => {
    const { ask } = await startAndAsk();
    const answers = await Promise.all([
      ask('saveDocument', { name: 'a', json, replaces: null }),
      ask('saveDocument', { name: 'a', json: other, replaces: null }),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['saved', 'conflict']);
  });

  test.each(['../a', 'a/b', 'a\\b', '.a', '', ' a', 'a.', 'c:', 'x'.repeat(81)])(
    'no file is written or read as “%s”',
    async (name) => {
      const { server, ask } = await startAndAsk();
      expect(checkDocumentName(name).ok).toBe(false);
      expect(await ask('saveDocument', { name, json, replaces: null })).toHaveProperty('failure');
      expect(await ask('openDocument', { name })).toHaveProperty('failure');
      await expect(fs.readdir(server.userFolder)).rejects.toThrow('ENOENT');
    },
  );

  test('what is no workflow is not saved, and one that is not there is said to be missing', async () => {
    const { ask } = await startAndAsk();
    expect(await ask('saveDocument', { name: 'a', json: '{}', replaces: null })).toMatchObject({
      failure: { kind: 'user', message: expect.stringContaining('Not a Patchloom workflow') },
    });
    expect(await ask('openDocument', { name: 'a' })).toMatchObject({
      failure: { kind: 'user', message: 'There is no workflow “a”', hint: 'None has been saved yet.' },
    });
  });

  test('a folder that cannot be written to is said, with what to do', async () => {
    const { server, ask } = await startAndAsk();
    await fs.writeFile(server.userFolder, 'a file where the folder should be');
    expect(await ask('saveDocument', { name: 'a', json, replaces: null })).toMatchObject({
      failure: expect.anything(),
    });
  });
});

describe('drafts', () => {
  const draft = { name: 'clip', isChanged: true, json };

  test('are kept in the order in which documents were opened, the latest state of each, until they are dropped', async () => {
    const { ask } = await startAndAsk();
    const [first, second] = [randomUUID(), randomUUID()];
    expect(await ask('listDrafts', {})).toEqual([]);
    await ask('keepDraft', { ...draft, id: second, openedAt: 2 });
    await ask('keepDraft', { ...draft, id: first, openedAt: 1 });
    await ask('keepDraft', { ...draft, id: first, openedAt: 1, json: other, file: { name: 'clip', revision: 'r' } });
    expect(await ask('listDrafts', {})).toEqual([
      { ...draft, id: first, openedAt: 1, json: other, file: { name: 'clip', revision: 'r' } },
      { ...draft, id: second, openedAt: 2 },
    ]);
    await ask('dropDraft', { id: first });
    await ask('dropDraft', { id: randomUUID() });
    expect(await ask('listDrafts', {})).toMatchObject([{ id: second }]);
  });

  test('a damaged one does no harm, and an id is no path', async () => {
    const { server, ask } = await startAndAsk();
    await ask('keepDraft', { ...draft, id: randomUUID(), openedAt: 1 });
    await fs.writeFile(path.join(server.userFolder, 'drafts', 'broken.draft.json'), '{');
    expect(await ask('listDrafts', {})).toHaveLength(1);
    expect(await ask('dropDraft', { id: '../../outside' })).toHaveProperty('failure');
  });
});

describe('what came as a file', () => {
  test('is opened again as it was opened last, under any name, as long as it is one of the last twelve', async () => {
    const { server, ask } = await startAndAsk();
    await ask('keepOpened', { name: '../my clip', json });
    await ask('keepOpened', { name: '../my clip', json: other });
    expect(await ask('reopen', { name: '../my clip' })).toEqual({ json: other });
    const folder = path.join(server.userFolder, 'opened');
    // Files of one moment have no order.
    for (const file of await fs.readdir(folder)) await fs.utimes(path.join(folder, file), 1, 1);
    for (let n = 1; n <= 12; n++) await ask('keepOpened', { name: `clip ${n}`, json });
    expect(await fs.readdir(folder)).toHaveLength(12);
    expect(await ask('reopen', { name: '../my clip' })).toMatchObject({
      failure: {
        kind: 'user',
        message: 'There is no copy of “../my clip” any more',
        hint: 'Open the file itself again.',
      },
    });
  });
});

describe('a video that is put in', () => {
  const put = (url: string, headers: http.OutgoingHttpHeaders, body: Buffer) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = http.request(url, { method: 'PUT', headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body: text }));
      });
      request.on('error', reject);
      request.end(body);
    });

  async function clip(folder: string, metadata: Record<string, string>): Promise<Buffer> {
    const file = path.join(folder, 'clip.mp4');
    const video = { frames: new Uint8Array(2 * 16 * 16 * 3), frameCount: 2, width: 16, height: 16 };
    await encodeVideo({ video, path: file, format: 'mp4', framesPerSecond: 2, quality: 30, metadata });
    return fs.readFile(file);
  }

  const importTo = async ({ origin, cookie }: { origin: string; cookie: string }, body: Buffer) =>
    JSON.parse((await put(`${origin}/import`, { Cookie: cookie, Origin: origin }, body)).body);

  test('is answered with the workflow that it carries, and nothing of it is kept', async () => {
    const started = await startAndAsk();
    const answer = await importTo(started, await clip(started.server.outputFolder, { patchloom: json }));
    expect(answer).toEqual({ json });
  });

  test('without a workflow, or without being a video, says so', async () => {
    const started = await startAndAsk();
    expect(await importTo(started, await clip(started.server.outputFolder, {}))).toEqual({ json: null });
    expect(await importTo(started, Buffer.from('no video'))).toMatchObject({
      failure: { message: 'This file is no video or picture that can be read' },
    });
  });

  test('is taken from the editor’s own page alone', async () => {
    const { origin, cookie }: { origin: string; cookie: string; server: TestHost } = await startAndAsk();
    const status = async (headers: http.OutgoingHttpHeaders) =>
      (await put(`${origin}/import`, headers, Buffer.from('x'))).status;
    expect([
      await status({ Cookie: cookie }),
      await status({ Cookie: cookie, Origin: 'http://evil.example' }),
      await status({ Origin: origin }),
      (await put(`${origin}/media/x.mp4`, { Cookie: cookie, Origin: origin }, Buffer.from('x'))).status,
    ]).toEqual([403, 403, 401, 405]);
  });
});
