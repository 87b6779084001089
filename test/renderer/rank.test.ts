import { expect, test } from 'vitest';
import type { Command } from '../../src/renderer/commands/command.ts';
import { COMMANDS } from '../../src/renderer/commands/commands.ts';
import { commandTexts } from '../../src/renderer/overlays/command-palette.tsx';
import { rank } from '../../src/renderer/overlays/rank.ts';
import { en } from '../../src/renderer/words/en.ts';
import type { Words } from '../../src/renderer/words/languages.ts';
import { zhCN } from '../../src/renderer/words/zh-CN.ts';

const nodes = [
  { title: 'Prompt', texts: ['Prompt', 'text/prompt', 'A sentence that says what the video shows.'] },
  { title: 'Prompt Expander', texts: ['Prompt Expander', 'text/prompt-expander', 'Completes a short prompt.'] },
  { title: 'VAE Decode', texts: ['VAE Decode', 'video/vae-decode', 'Turns a latent video into frames.'] },
  { title: 'Save Video', texts: ['Save Video', 'video/save-video', 'Writes a video file.'] },
];
const find = (search: string) => rank(nodes, search).map(({ title }) => title);

test.each([
  ['prompt', 'Prompt'],
  ['prompt exp', 'Prompt Expander'],
  ['expander', 'Prompt Expander'],
  ['dec', 'VAE Decode'],
  ['VAED', 'VAE Decode'],
  ['writes', 'Save Video'],
])('“%s” finds %s first', (search, expected) => {
  expect(find(search)[0]).toBe(expected);
});

test('nothing searched for finds everything in its order, and nonsense nothing', () => {
  expect(find('  ')).toEqual(nodes.map(({ title }) => title));
  expect(find('qqxz')).toEqual([]);
});

test('a command is found by its words, in every language by the English ones, and by what other programs call it', () => {
  const labels = Object.values<Command>(COMMANDS).map(({ label }) => label);
  const find = (search: string, words: Words) =>
    rank(
      labels.map((label) => ({ label, texts: commandTexts(label, words) })),
      search,
    )[0]?.label;
  expect([find('frame the sel', en), find('group', en), find('group', zhCN), find('minimap', zhCN)]).toEqual([
    'group',
    'group',
    'group',
    'minimap',
  ]);
});
