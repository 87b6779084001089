import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grammarSchema } from '../../../src/core/grammar.ts';
import { isWholeSentence, keepsWhatIsSaid } from '../../../src/diffusion/expand-prompt.ts';
import { captureRun } from '../../support/captured-run.ts';
import { workflowOf } from '../../support/workflow-of.ts';

const grammar = grammarSchema.parse(JSON.parse(readFileSync('models/sprites/grammar.json', 'utf8')));

const PROMPTS = ['a cat', 'tiny octopus', 'dog and balloon', 'panda at sunset', '熊猫', '火箭上升'];

test('the built-in language model completes prompts in English and Chinese and keeps what they say', async () => {
  const nodes = PROMPTS.flatMap((_, index) => [
    [`prompt${index}`, 'text/prompt'],
    [`expander${index}`, 'text/prompt-expander'],
  ]);
  const wires = PROMPTS.flatMap((_, index) => [
    `pack.model -> expander${index}.model`,
    `prompt${index}.text -> expander${index}.text`,
  ]);
  const widgets = Object.fromEntries(
    PROMPTS.flatMap((text, index) => [
      [`prompt${index}`, { text }],
      [`expander${index}`, { by: 'model', seed: index }],
    ]),
  );
  const workflow = workflowOf({ pack: 'model/load-model-pack', ...Object.fromEntries(nodes) }, wires, {
    pack: { name: 'sprites' },
    ...widgets,
  });
  const outputs = PROMPTS.map((_, index) => `expander${index}.text`);
  const { texts } = await captureRun(workflow, outputs);
  const sentences = outputs.map((output) => texts[output] ?? '');
  expect(sentences.filter((sentence) => !isWholeSentence(sentence, grammar))).toEqual([]);
  expect(PROMPTS.filter((prompt, index) => !keepsWhatIsSaid(prompt, sentences[index] ?? '', grammar))).toEqual([]);
  expect(sentences.map((sentence) => /\p{Script=Han}/u.test(sentence))).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});
