import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { uploadsTo } from '../support/uploads.ts';

const { server, cookie, origin, put } = uploadsTo('/inputs/');
const folder = () => path.join(server().userFolder, 'inputs');

test('a picture is kept under its name and served again; the same one stays one, another one gets a number', async () => {
  expect(await (await put('my cat.png', 'cat')).json()).toEqual({ path: path.join(folder(), 'my cat.png') });
  expect(await (await put('my cat.png', 'cat')).json()).toEqual({ path: path.join(folder(), 'my cat.png') });
  expect(await (await put('my cat.png', 'dog')).json()).toEqual({ path: path.join(folder(), 'my cat-2.png') });
  const { status, body, headers } = await server().get('/inputs/my%20cat-2.png', cookie());
  expect([status, body, headers['content-type']]).toEqual([200, 'dog', 'image/png']);
});

test('names lead nowhere else, and files of other kinds are refused', async () => {
  expect(await (await put('../../evil.mp4', 'x')).json()).toEqual({ path: path.join(folder(), 'evil.mp4') });
  expect(await (await put('..\\..\\a:b*.webm', 'x')).json()).toEqual({ path: path.join(folder(), 'a_b_.webm') });
  expect(await (await put('run.sh', 'x')).json()).toEqual({
    failure: {
      message: '“run.sh” is no picture, video or LoRA that can be kept here',
      hint: 'Choose an MP4, WebM, GIF, PNG, JPEG, WebP or safetensors file.',
    },
  });
  expect((await fs.readdir(folder())).sort()).toEqual(['a_b_.webm', 'evil.mp4', 'my cat-2.png', 'my cat.png']);
});

test('a LoRA is kept, and not served', async () => {
  const file = path.join(folder(), 'style.safetensors');
  expect(await (await put('style.safetensors', 'x')).json()).toEqual({ path: file });
  expect((await server().get('/inputs/style.safetensors', cookie())).status).toBe(404);
  await fs.rm(file);
});

test('nobody puts a file here who is not the editor', async () => {
  expect((await put('a.png', 'x', cookie())).status).toBe(403);
  expect((await put('a.png', 'x', { ...cookie(), Origin: 'http://evil.example' })).status).toBe(403);
  expect((await put('a.png', 'x', { Origin: origin() })).status).toBe(401);
});
