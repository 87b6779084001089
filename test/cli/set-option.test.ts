import { describe, expect, test } from 'vitest';
import { applySettings } from '../../src/cli/set-option.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const workflow = workflowOf(
  { words: 'sample/words', count: 'sample/count', join: 'sample/join', odd: 'sample/unknown' },
  ['words.text -> join.left'],
  { count: { width: 32 } },
);

/** The refusal as a person reads it. */
function refusal(setting: string, document = workflow): { message: string; hint: string | undefined } {
  try {
    applySettings(document, SAMPLE_SPECS, [setting]);
  } catch (error) {
    if (error instanceof UsageError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error(`--set ${setting} was accepted`);
}

describe('--set node.widget=value', () => {
  test('writes values of the type of the widget, the last one winning, and leaves the given document alone', () => {
    const before = structuredClone(workflow);
    const settings = [
      'words.text=a = b, "quoted"\nsecond line',
      'count.width=16',
      'count.width=48',
      'count.scale=2.5',
      'count.seed=9007199254740991',
      'count.fast=true',
      'count.format=webm',
    ];

    const changed = applySettings(workflow, SAMPLE_SPECS, settings);

    expect(changed.nodes.words?.widgets).toEqual({ text: 'a = b, "quoted"\nsecond line' });
    expect(changed.nodes.count?.widgets).toEqual({
      width: 48,
      scale: 2.5,
      seed: Number.MAX_SAFE_INTEGER,
      fast: true,
      format: 'webm',
    });
    expect(workflow).toEqual(before);
  });

  test('a text may be empty', () => {
    expect(applySettings(workflow, SAMPLE_SPECS, ['words.text=']).nodes.words?.widgets).toEqual({ text: '' });
  });

  test.each(['words', 'words.text', 'words=hello', '=x', '.text=x', 'words.=x'])(
    '%s is not of the right form',
    (setting) => {
      expect(refusal(setting)).toEqual({
        message: `--set ${setting} is not of the form node.widget=value`,
        hint: 'For example --set noise.seed=7.',
      });
    },
  );

  test.each(['nobody', 'constructor', 'toString'])(
    'the node %s is not there: the message lists those that are',
    (node) => {
      expect(refusal(`${node}.text=x`)).toEqual({
        message: `The workflow has no node “${node}”`,
        hint: 'It has: count, join, odd, words.',
      });
    },
  );

  test.each(['height', 'start', 'constructor'])(
    '%s is no setting of the node: the message lists those it has',
    (name) => {
      expect(refusal(`count.${name}=1`)).toEqual({
        message: `--set count.${name}=1: count (Count) has no setting “${name}”`,
        hint: 'It has: width, scale, seed, fast, format.',
      });
    },
  );

  test('a node without settings says so', () => {
    expect(refusal('join.left=x').hint).toBe('It has none.');
  });

  test('a node of a type that is not known cannot be set', () => {
    expect(refusal('odd.text=x')).toEqual({
      message: 'There is no node type “sample/unknown” (node odd)',
      hint: '“patchloom nodes” lists those there are.',
    });
  });

  test.each([
    ['count.width=wide', '"wide" is not a whole number'],
    ['count.width=8', '8 is too small: the smallest is 16 px'],
    ['count.scale=', '"" is not a number'],
    ['count.scale=Infinity', 'Infinity is not a number'],
    ['count.fast=yes', '"yes" is not true or false'],
    ['count.format=avi', '"avi" is not one of mp4, webm'],
    ['count.seed=-1', '-1 is not a seed: choose a whole number from 0 to 9007199254740991'],
  ])('%s is refused: %s', (setting, reason) => {
    expect(refusal(setting).message).toBe(`--set ${setting}: ${reason}`);
  });

  test('a setting that a wire provides is refused, since writing it would change nothing', () => {
    const wired = workflowOf({ a: 'sample/words', b: 'sample/words' }, ['a.text -> b.text']);
    expect(refusal('b.text=x', wired)).toEqual({
      message: '--set b.text=x: b.text gets its value through a wire',
      hint: 'Set the node at the other end, or remove the wire.',
    });
  });
});
