import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHubSettings } from '../../../src/engine/hub/hub-settings.ts';
import { userPacksFolder } from '../../../src/engine/user-packs-folder.ts';

const home = mkdtempSync(path.join(tmpdir(), 'patchloom-home-'));
afterAll(() => rmSync(home, { recursive: true }));

test('without variables: huggingface.co, no token, the usual cache', () => {
  expect(readHubSettings({}, home)).toEqual({
    endpoint: 'https://huggingface.co',
    offline: false,
    cacheFolder: path.join(home, '.cache', 'huggingface', 'hub'),
  });
});

test('the variables of Hugging Face’s own programs count', () => {
  const hub = path.join(home, 'hub-home');
  expect(
    readHubSettings({ HF_ENDPOINT: 'https://hub.example/prefix/', HF_TOKEN: ' hf_one\n', HF_HOME: '~/hub-home' }, home),
  ).toEqual({
    endpoint: 'https://hub.example/prefix',
    token: 'hf_one',
    offline: false,
    cacheFolder: path.join(hub, 'hub'),
  });
});

test('a token that was stored by a login is used, unless a variable names another', () => {
  const file = path.join(home, 'token');
  writeFileSync(file, 'hf_stored\n');
  expect(readHubSettings({ HF_HOME: home }, home).token).toBe('hf_stored');
  expect(readHubSettings({ HF_HOME: home, HF_TOKEN: 'hf_other' }, home).token).toBe('hf_other');
});

test.each(['1', 'ON', 'yes', 'true'])('HF_HUB_OFFLINE=%s forbids the network', (value) => {
  expect(readHubSettings({ HF_HUB_OFFLINE: value }, home).offline).toBe(true);
});

describe('refused', () => {
  test.each(['huggingface.co', 'ftp://a', 'https://user:secret@a', 'https://a?x=1', ' '])('HF_ENDPOINT=%s', (value) => {
    const read = () => readHubSettings({ HF_ENDPOINT: value }, home);
    if (value.trim() === '') expect(read().endpoint).toBe('https://huggingface.co');
    else expect(read).toThrow('is not the address of a Hub');
  });

  test('a token that would be sent readable for everybody; this machine itself is no danger', () => {
    const HF_TOKEN = 'hf_one';
    expect(() => readHubSettings({ HF_ENDPOINT: 'http://mirror.example', HF_TOKEN }, home)).toThrow('is not encrypted');
    expect(readHubSettings({ HF_ENDPOINT: 'http://127.0.0.1:80', HF_TOKEN }, home).token).toBe(HF_TOKEN);
    expect(readHubSettings({ HF_ENDPOINT: 'http://mirror.example' }, home).token).toBe(undefined);
  });

  test('a token that could add a header', () => {
    expect(() => readHubSettings({ HF_TOKEN: 'a\r\nx: y' }, home)).toThrow('HF_TOKEN does not hold a token');
  });
});

test.each<[string, NodeJS.Platform, Record<string, string>, string]>([
  ['Linux', 'linux', {}, path.join('/home/a', '.local', 'share', 'patchloom', 'packs')],
  ['Linux with XDG_DATA_HOME', 'linux', { XDG_DATA_HOME: '/data' }, path.join('/data', 'patchloom', 'packs')],
  ['Linux with a relative one', 'linux', { XDG_DATA_HOME: 'x' }, path.join('/home/a/.local/share/patchloom/packs')],
  ['macOS', 'darwin', {}, path.join('/home/a', 'Library', 'Application Support', 'Patchloom', 'packs')],
  ['Windows', 'win32', { LOCALAPPDATA: 'L' }, path.join('L', 'Patchloom', 'packs')],
])('a person’s packs on %s', (_, platform, variables, expected) => {
  expect(userPacksFolder(variables, platform, '/home/a')).toBe(expected);
});
