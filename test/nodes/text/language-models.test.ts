import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Workflow } from '../../../src/core/workflow.ts';
import { captureRun } from '../../support/captured-run.ts';
import { workflowOf } from '../../support/workflow-of.ts';

/** `test/fixtures/companions`: every next word is the sum of all ids read so far, modulo 11, the number of words; word 8 ends the text. */
const run = (workflow: Workflow, output: string, packs = 'test/fixtures') =>
  captureRun(workflow, [output], [packs]).then(({ texts, logs }) => ({
    text: texts[output],
    logs,
  }));

const expand = (text: string, widgets: Readonly<Record<string, unknown>> = {}, packs?: string) =>
  run(
    workflowOf(
      { pack: 'model/load-model-pack', prompt: 'text/prompt', expander: 'text/prompt-expander' },
      ['pack.model -> expander.model', 'prompt.text -> expander.text'],
      { pack: { name: 'companions' }, prompt: { text }, expander: widgets },
    ),
    'expander.text',
    packs,
  );

test('a language model goes on from prompt and separator, word by word, until it ends the text', async () => {
  // 2 from the tokenizer, the prompt's 1 and 1, the separator 1: 5; then 5 + 5, 10 + 10 − 11 and so on up to 8, which ends.
  const sentence = 'five十九seven three six one two four';
  expect(await expand('one one', { temperature: 0 })).toEqual({ text: sentence, logs: [`Expanded to “${sentence}”`] });
});

test('E123: the same seed gives the same words, others others; nothing suppressed is written', async () => {
  const hot = { temperature: 2 };
  const texts = await Promise.all([1, 1, 2, 3].map(async (seed) => (await expand('six', { ...hot, seed })).text));
  expect(texts[0]).toBe(texts[1]);
  expect(new Set(texts).size).toBe(3);
  expect(texts.join()).not.toContain('END');
  const one = (await expand('six', { ...hot, seed: 2, topK: 1 })).text;
  expect(one).toBe((await expand('six', { temperature: 0 })).text);
});

test('E124: a prompt that leaves no room is passed on, and says so', async () => {
  const long = Array(30).fill('six').join(' ');
  expect(await expand(long)).toEqual({
    text: long,
    logs: ['The prompt is too long for the language model and is passed on as it is'],
  });
});

test('E124: with a grammar beside it, a model that forgets the prompt is replaced, and whole sentences are left alone', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-expander-'));
  try {
    const pack = path.join(folder, 'companions');
    cpSync('test/fixtures/companions', pack, { recursive: true });
    const manifest = JSON.parse(readFileSync(path.join(pack, 'modelpack.json'), 'utf8'));
    writeFileSync(path.join(pack, 'modelpack.json'), JSON.stringify({ ...manifest, grammar: 'grammar.json' }));
    const grammar = {
      format: 'patchloom/grammar',
      version: 1,
      objects: [{ id: 'six', names: ['a six'] }],
      sizes: [],
      motions: [{ id: 'one', phrases: ['one two'] }],
      backgrounds: [{ id: 'four', phrases: ['four'] }],
    };
    writeFileSync(path.join(pack, 'grammar.json'), JSON.stringify(grammar));
    expect((await expand('six', {}, folder)).text).toBe('a six one two four');
    expect(await expand('a six one two four', {}, folder)).toEqual({ text: 'a six one two four', logs: [] });
    // Of what the grammar does not know, nothing can be demanded.
    expect((await expand('one one', { temperature: 0 }, folder)).text).toBe('five十九seven three six one two four');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('without a language model, asking for it is refused', async () => {
  await expect(
    captureRun(
      workflowOf(
        { pack: 'model/load-model-pack', prompt: 'text/prompt', expander: 'text/prompt-expander' },
        ['pack.model -> expander.model', 'prompt.text -> expander.text'],
        { pack: { name: 'tiny-wan' }, expander: { by: 'model' } },
      ),
      ['expander.text'],
      ['test/fixtures/packs'],
    ),
  ).rejects.toThrow(/brings no language model for prompts/);
});

const caption = (color: string, widgets: Readonly<Record<string, unknown>> = {}, size = 8) =>
  run(
    workflowOf(
      { pack: 'model/load-model-pack', clip: 'video/solid-video', caption: 'text/video-captioner' },
      ['pack.model -> caption.model', 'clip.video -> caption.video'],
      { pack: { name: 'companions' }, clip: { color, width: size * 16, height: 16, frames: 3 }, caption: widgets },
    ),
    'caption.text',
  );

test('a caption begins with what the encoder has seen of the clip', async () => {
  // The encoder puts word 3 into the cache for a bright clip, 7 for a dark one; the tokenizer begins with word 2.
  expect(await caption('#f0f0f0')).toEqual({
    text: 'five十九seven three six one two four',
    logs: ['Seen: “five十九seven three six one two four”'],
  });
  expect((await caption('#101010')).text).toBe('九seven three six one two four');
});

test('E123: at a temperature, the seed chooses the words of a caption', async () => {
  const texts = await Promise.all(
    [4, 4, 5].map(async (seed) => (await caption('#f0f0f0', { seed, temperature: 2 })).text),
  );
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).not.toBe(texts[2]);
});

test('a pack without a captioner is refused', async () => {
  const workflow = workflowOf(
    { pack: 'model/load-model-pack', clip: 'video/solid-video', caption: 'text/video-captioner' },
    ['pack.model -> caption.model', 'clip.video -> caption.video'],
    { pack: { name: 'tiny-dit' } },
  );
  await expect(captureRun(workflow, ['caption.text'], ['test/fixtures/packs'])).rejects.toThrow(/brings no captioner/);
});
