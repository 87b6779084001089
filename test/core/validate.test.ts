import { describe, expect, test } from 'vitest';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const lines = (...args: Parameters<typeof workflowOf>) =>
  validateWorkflow(workflowOf(...args), SAMPLE_SPECS).map((problem) => `[${problem.code}] ${describeProblem(problem)}`);

const good = { words: 'sample/words', show: 'sample/show' };
const wires = ['words.text -> show.text'];

describe('what keeps a workflow from running', () => {
  test('nothing, when every node is known, every input is there and something is shown', () => {
    expect(lines(good, wires, { words: { text: 'hello' } })).toEqual([]);
  });

  test('an optional input may stay empty, a widget needs no value of its own, a wire may take its place', () => {
    const types = { ...good, count: 'sample/count', join: 'sample/join', other: 'sample/count' };
    expect(lines(types, ['words.text -> join.left', 'join.text -> show.text', 'count.number -> other.scale'])).toEqual(
      [],
    );
  });

  test('all problems are found at once, each with its place and a remedy', () => {
    const types = {
      ...good,
      count: 'sample/count',
      ghost: 'sample/ghost',
      join: 'sample/join',
      picture: 'sample/picture',
    };
    const all = [
      'words.text -> show.text',
      'join.text -> show.text',
      'words.text -> picture.latent',
      'words.nothing -> join.right',
      'words.text -> join.middle',
      'nobody.text -> count.start',
    ];
    const widgets = { count: { width: 40, colour: 'red', start: 1 }, words: { text: 5 } };
    expect(lines(types, all, widgets)).toEqual([
      '[bad-value] words.text: 5 is not a text. Change the value.',
      '[bad-value] count.width: 40 is not in steps of 16 px: choose 32 or 48. Change the value.',
      '[unknown-port] count.colour: Count has no setting “colour”. It has: width, scale, seed, fast, format.',
      '[unknown-port] count.start: Count has no setting “start”. It has: width, scale, seed, fast, format.',
      '[unknown-node] ghost: There is no node type “sample/ghost”. Update Patchloom, or add the folder that brings this node.',
      '[wrong-type] picture.latent: The wire from words.text does not fit: “text” does not fit “latent” (Noise Latent or Unpatchify makes one). Connect an output of the right type.',
      '[unknown-port] words.nothing: Words has no output “nothing”. It has: text.',
      '[unknown-port] join.middle: Join has no input “middle”. It has: left, right.',
      '[unknown-port] nobody: The wire nobody.text → count.start ends at “nobody”, which does not exist. Remove the wire or add the node.',
      '[two-wires] show.text: 2 wires end at one input. Keep one of them.',
      '[missing-input] join.left: Join needs “left”. Connect an output of type text.',
    ]);
  });

  test('a circle is named by the nodes it runs through, in the direction of the wires', () => {
    const types = { ...good, a: 'sample/join', b: 'sample/join', c: 'sample/join' };
    const round = ['a.text -> b.left', 'b.text -> c.left', 'c.text -> a.left', ...wires];
    expect(lines(types, round)).toEqual([
      '[cycle] a: The wires run in a circle: a → b → c → a. Remove one of these wires.',
    ]);
  });

  test('a node that feeds itself is a circle of one, named once however many wires it has', () => {
    const loop = ['a.text -> a.left', 'a.text -> a.right', ...wires];
    expect(lines({ ...good, a: 'sample/join' }, loop)).toEqual([
      '[cycle] a: The wires run in a circle: a → a. Remove one of these wires.',
    ]);
  });

  test('circles that have nothing to do with each other are all named', () => {
    const types = { ...good, a: 'sample/join', b: 'sample/join', c: 'sample/join', d: 'sample/join' };
    const round = ['a.text -> b.left', 'b.text -> a.left', 'c.text -> d.left', 'd.text -> c.left', ...wires];
    expect(lines(types, round)).toEqual([
      '[cycle] a: The wires run in a circle: a → b → a. Remove one of these wires.',
      '[cycle] c: The wires run in a circle: c → d → c. Remove one of these wires.',
    ]);
  });

  test('a node of a newer release is the only problem it makes: what it needs is not known here', () => {
    const workflow = workflowOf({ ...good, later: 'sample/join' }, [...wires, 'later.spoken -> show.loud']);
    const later = workflow.nodes.later;
    if (!later) throw new Error('node later is gone');
    const newer = {
      ...workflow,
      nodes: { ...workflow.nodes, later: { ...later, version: 2, widgets: { mood: 'good' } } },
    };
    expect(validateWorkflow(newer, SAMPLE_SPECS).map(describeProblem)).toEqual([
      'later: “sample/join” has version 2 in this workflow, 1 here. Update Patchloom.',
      'show.loud: Show has no input “loud”. It has: text.',
    ]);
  });

  test('a mistyped or moved node type gets a guess', () => {
    expect(lines({ ...good, a: 'old-folder/words' }, wires)).toEqual([
      '[unknown-node] a: There is no node type “old-folder/words”. Did you mean sample/words?',
    ]);
  });

  test('a workflow that shows nothing has nothing to run, unless an unknown node may have been the one', () => {
    const nothing =
      '[nothing-to-run] Nothing in this workflow saves or shows a result. Add a node such as Save Video or Preview Frames.';
    expect(lines({})).toEqual([nothing]);
    expect(lines({ words: 'sample/words' })).toEqual([nothing]);
    expect(lines({ a: 'people/their-own' }).map((line) => line.split(' ')[0])).toEqual(['[unknown-node]']);
  });
});
