import { describe, expect, test } from 'vitest';
import { flowSigmas, shiftByResolution, shiftToTerminal } from '../../src/diffusion/flow-schedule.ts';

describe('noise levels of a flow', () => {
  test('shift 1 leaves them evenly spaced from 1 to 0', () => {
    expect(flowSigmas({ steps: 4, shift: 1 })).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  test('one step goes from noise straight to the result', () => {
    expect(flowSigmas({ steps: 1, shift: 5 })).toEqual([1, 0]);
  });

  test('a shift by μ is a shift by e^μ, or by μ itself where a model says so', () => {
    const even = flowSigmas({ steps: 5, shift: 1 });
    const rounded = (sigmas: readonly number[]) => sigmas.map((sigma) => Number(sigma.toFixed(12)));
    expect(rounded(shiftByResolution(even, Math.log(3)))).toEqual(rounded(flowSigmas({ steps: 5, shift: 3 })));
    expect(rounded(shiftByResolution(even, 3, 'linear'))).toEqual(rounded(flowSigmas({ steps: 5, shift: 3 })));
  });

  test('a single step has no last level to stretch', () => {
    expect(shiftToTerminal([1, 0], 0.1)).toEqual([1, 0]);
  });
});
