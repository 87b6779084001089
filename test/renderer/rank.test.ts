import { expect, test } from 'vitest';
import { rank } from '../../src/renderer/overlays/rank.ts';

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
