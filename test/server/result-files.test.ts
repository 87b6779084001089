import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { uploadsTo } from '../support/uploads.ts';

const { server, cookie, origin, put } = uploadsTo('/results/');

test('a result that came with a workflow is among the outputs, beside one of the same name', async () => {
  const kept = async (body: string) => (await put('panda.mp4', body)).json();
  const fileOf = (name: string) => ({
    file: { path: path.join(server().outputFolder, name), name, mediaType: 'video/mp4', bytes: 5 },
  });
  expect([await kept('panda'), await kept('panda'), await kept('other')]).toEqual([
    fileOf('panda.mp4'),
    fileOf('panda.mp4'),
    fileOf('panda-2.mp4'),
  ]);
  const { status, body, headers } = await server().get('/media/panda-2.mp4', cookie());
  expect([status, body, headers['content-type']]).toEqual([200, 'other', 'video/mp4']);
});

test('names lead nowhere else, and nothing but pictures and videos is kept', async () => {
  await put('../../evil.gif', 'x');
  expect(await (await put('lora.safetensors', 'x')).json()).toEqual({
    failure: {
      message: '“lora.safetensors” is no picture or video that can be kept here',
      hint: 'MP4, WebM, GIF, PNG, JPEG and WebP files are results.',
    },
  });
  expect(await fs.readdir(server().outputFolder)).toContain('evil.gif');
  expect((await put('a.png', 'x', cookie())).status).toBe(403);
  expect((await put('a.png', 'x', { Origin: origin() })).status).toBe(401);
});
