import { describe, expect, test } from 'vitest';
import { type NodeDefinition, type NodeSpec, toNodeSpec } from '../../src/core/define-node.ts';
import { choice } from '../../src/core/ports.ts';
import { describeRange, numberText } from '../../src/renderer/panels/range.ts';
import { framesPerSecondAfter } from '../../src/renderer/state/clip-length.ts';
import { findOptions } from '../../src/renderer/widgets/choice-field.tsx';
import { curvePath } from '../../src/renderer/widgets/curve-path.ts';
import { stepsOfDrag } from '../../src/renderer/widgets/number-steps.ts';
import { SHAPES, shapeOf, sizeOfShape } from '../../src/renderer/widgets/size-shapes.ts';
import { LANGUAGES } from '../../src/renderer/words/languages.ts';
import { workflowOf } from '../support/workflow-of.ts';

const modules = import.meta.glob<{ default: NodeDefinition }>('../../nodes/**/*.ts', { eager: true });
const specs = new Map(
  Object.values(modules).map(({ default: node }): [string, NodeSpec] => [node.id, toNodeSpec(node)]),
);

test('five pixels of a drag are a step, ten times as much with Shift', () => {
  expect([0, 4, 5, 27, -27].map((pixels) => stepsOfDrag(pixels, false))).toEqual([0, 0, 1, 5, -5]);
  expect(stepsOfDrag(-27, true)).toBe(-50);
});

describe('sizes', () => {
  const limits = { multiple: 16, min: 16, max: 4096 };

  test('a shape keeps about as many pixels, on the multiples that the model takes', () => {
    expect(sizeOfShape({ width: 512, height: 512 }, '16:9', limits)).toEqual({ width: 688, height: 384 });
    expect(sizeOfShape({ width: 512, height: 512 }, '1:1', limits)).toEqual({ width: 512, height: 512 });
    expect(sizeOfShape({ width: 688, height: 384 }, '9:16', limits)).toEqual({ width: 384, height: 688 });
  });

  test('a size knows its shape, and one of its own has none', () => {
    for (const shape of SHAPES)
      expect(shapeOf(sizeOfShape({ width: 1024, height: 1024 }, shape, limits), limits)).toBe(shape);
    expect(shapeOf({ width: 1024, height: 16 }, limits)).toBeUndefined();
  });

  test('no shape leads out of the range', () => {
    expect(sizeOfShape({ width: 4096, height: 4096 }, '21:9', limits)).toEqual({ width: 4096, height: 2688 });
    expect(sizeOfShape({ width: 16, height: 16 }, '21:9', limits)).toEqual({ width: 32, height: 16 });
  });
});

describe('how fast frames will be played', () => {
  const wires = [
    'noise.latent -> patchify.latent',
    'patchify.patches -> unpatchify.patches',
    'unpatchify.latent -> decode.latent',
  ];
  const types = {
    noise: 'latent/noise-latent',
    patchify: 'latent/patchify',
    unpatchify: 'latent/unpatchify',
    decode: 'video/vae-decode',
    save: 'video/save-video',
  };

  test('is what the node that writes them says, however far away', () => {
    const workflow = workflowOf(types, [...wires, 'decode.video -> save.video'], { save: { fps: 12 } });
    expect(framesPerSecondAfter(workflow, specs, 'noise')).toBe(12);
  });

  test('is its default where it says nothing, and unknown where nothing writes them', () => {
    expect(framesPerSecondAfter(workflowOf(types, [...wires, 'decode.video -> save.video']), specs, 'noise')).toBe(8);
    expect(framesPerSecondAfter(workflowOf(types, wires), specs, 'noise')).toBeUndefined();
  });
});

test('options are found by what they are called and by what is saved', () => {
  const widget = {
    ...choice(['euler', 'heun', 'dpmpp-2m'], { default: 'euler', help: 'How.' }),
    optionLabels: { euler: '欧拉' },
  };
  expect([
    findOptions(widget, ''),
    findOptions(widget, '欧'),
    findOptions(widget, 'DPM 2m'),
    findOptions(widget, 'x'),
  ]).toEqual([['euler', 'heun', 'dpmpp-2m'], ['euler'], ['dpmpp-2m'], []]);
});

test('a curve runs from its first value at the left to its last at the right, with 0 at the bottom', () => {
  expect(curvePath([1, 0.5, 0], 100, 50)).toBe('M0 0 L50 25 L100 50');
  expect(curvePath([2], 100, 50)).toBe('M0 0');
  expect(curvePath([], 100, 50)).toBe('');
});

test('ranges are said in words', () => {
  const width = { kind: 'int', default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: '' } as const;
  expect(describeRange(width, LANGUAGES.en)).toBe('16 to 4096 px, in steps of 16, at first 64');
  expect(describeRange({ kind: 'float', default: 1, min: 0, help: '' }, LANGUAGES['zh-CN'])).toBe('不小于 0，初始为 1');
  expect(describeRange({ kind: 'bool', default: true, help: '' }, LANGUAGES.en)).toBe('');
});

test('a number that leaves the choice to the pack is said in words, in the node and in its range', () => {
  const inputs = specs.get('text/prompt-expander')?.inputs;
  const told = (['temperature', 'topK', 'topP'] as const).map((name) => {
    const widget = inputs?.[name];
    if (widget?.kind !== 'int' && widget?.kind !== 'float') throw new Error(`${name} is no number`);
    return [numberText(widget, widget.default, LANGUAGES.en), numberText(widget, 0.5, LANGUAGES.en)];
  });
  expect(told).toEqual([0, 1, 2].map(() => ['pack’s own', '0.5']));
  const width = { kind: 'int', default: -1, packsOwn: -1, min: -1, max: 9, help: '' } as const;
  expect(describeRange(width, LANGUAGES['zh-CN'])).toBe('-1 至 9，初始为 由模型包定');
});

test('the sampler plots its noise levels', () => {
  const sampler = modules['../../nodes/sampling/dit-sampler.ts']?.default;
  expect(specs.get('sampling/dit-sampler')?.hasCurve).toBe(true);
  expect(sampler?.curve?.({ steps: 4, shift: 1 } as never)).toEqual([1, 0.75, 0.5, 0.25, 0]);
});
