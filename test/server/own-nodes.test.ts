import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeAllowedFolders, readAllowedFolders } from '../../src/engine/own-nodes/allowed-folders.ts';
import { createOwnNodeMethods, loadAllowedNodes } from '../../src/server/own-node-methods.ts';
import { createFakeEngine, type FakeEngine } from '../support/fake-engine.ts';

let root: string;
let places: { allowed: string; folder: string };
let engine: FakeEngine;
let allowed: (readonly string[])[];

beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-own-'));
  places = { allowed: path.join(root, 'settings', 'own-nodes.json'), folder: path.join(root, 'nodes') };
  allowed = [];
  const fake = createFakeEngine();
  engine = { ...fake, ownNodes: { ...fake.ownNodes, allow: async (folders) => void allowed.push(folders) } };
});
afterEach(() => fs.rm(root, { recursive: true }));

describe('the window', () => {
  test('sees that the usual folder waits, and can have that one loaded and no other', async () => {
    const methods = createOwnNodeMethods(engine, places);
    expect(await methods.listOwnNodes({})).toEqual([]);
    await fs.mkdir(places.folder);
    await fs.writeFile(path.join(places.folder, 'a.ts'), '');
    expect(await methods.listOwnNodes({})).toEqual([
      { path: places.folder, isAllowed: false, files: [{ name: 'a.ts', nodes: [] }] },
    ]);
    await methods.allowOwnNodes({});
    expect(allowed).toEqual([[places.folder]]);
    expect(await readAllowedFolders(places.allowed)).toEqual([places.folder]);
  });

  test('can take back any folder, also one that was allowed for as long as the host runs', async () => {
    await changeAllowedFolders(places.allowed, { allow: ['/a', '/b'] });
    const methods = createOwnNodeMethods(engine, { ...places, named: ['/c'] });
    await methods.forgetOwnNodes({ path: '/a' });
    await methods.forgetOwnNodes({ path: '/c' });
    expect(allowed).toEqual([['/c', '/b'], ['/b']]);
  });
});

test('a damaged list allows nothing', async () => {
  await fs.mkdir(path.dirname(places.allowed));
  await fs.writeFile(places.allowed, '{"folders": "/etc"}');
  await expect(loadAllowedNodes(engine, places)).rejects.toThrow('no own nodes are loaded');
  expect(allowed).toEqual([]);
});
