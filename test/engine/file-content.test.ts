import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import loadVideo from '../../nodes/video/load-video.ts';
import { fileContent } from '../../src/engine/file-content.ts';
import { createModelPacks } from '../../src/engine/model-packs.ts';
import { createFingerprintContext, createNodeServices } from '../../src/engine/node-context.ts';
import { createSessions } from '../../src/engine/onnx/sessions.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-content-'));
  file = path.join(folder, 'clip.mp4');
});
afterAll(() => fs.rm(folder, { recursive: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

test('E21: a file counts by what is in it; one that was only touched or copied is the same, one of the same size is not', async () => {
  await fs.writeFile(file, 'one');
  expect(await fileContent(file)).toBe(sha256('one'));
  await fs.utimes(file, 5, 5);
  expect(await fileContent(file)).toBe(sha256('one'));
  await fs.copyFile(file, path.join(folder, 'copy.mp4'));
  expect(await fileContent(path.join(folder, 'copy.mp4'))).toBe(sha256('one'));
  await fs.writeFile(file, 'two');
  expect(await fileContent(file)).toBe(sha256('two'));
});

test('E21: while size and time are the same, the file is not read again', async () => {
  await fs.writeFile(file, 'one');
  await fs.utimes(file, 7, 7);
  expect(await fileContent(file)).toBe(sha256('one'));
  await fs.writeFile(file, 'two');
  await fs.utimes(file, 7, 7);
  expect(await fileContent(file)).toBe(sha256('one'));
});

test('what is no file has no content', async () => {
  expect(await fileContent(path.join(folder, 'none'))).toBeUndefined();
  expect(await fileContent(folder)).toBeUndefined();
});

test('Load Video names the content of files that workflows may read, and no others', async () => {
  const services = createNodeServices(createSessions(), createModelPacks([]), '', [folder]);
  const context = createFingerprintContext(services, { name: '', workflowJson: '', settings: {} });
  const fingerprint = (name: string) => loadVideo.fingerprint?.({ file: name, start: 0, frames: 1 }, context);
  await fs.writeFile(file, 'three');
  expect(await fingerprint(file)).toBe(sha256('three'));
  expect(await fingerprint('')).toBe('');
  await expect(fingerprint('/etc/passwd')).rejects.toThrow('is in no folder that workflows may read');
  await services.close();
});
