import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';
import { perpendicularNegative } from '../../src/diffusion/guidance/projection.ts';

export default defineNode({
  id: 'guidance/perpendicular-negative',
  version: 1,
  title: 'Perpendicular Negative',
  summary: 'Guidance with a negative prompt that leaves alone what both prompts share.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    negative: wire('conditioning', 'What must not be.'),
    empty: wire('conditioning', 'The encoding of an empty text.', { optional: true }),
    scale: float({
      default: 3,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the condition steers; 1 turns guidance off.',
    }),
    negativeWeight: float({
      default: 1,
      min: 0,
      max: 10,
      step: 0.1,
      help: 'How strongly the negative prompt pushes away.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, negative, empty, scale, negativeWeight }) => ({
    denoiser: {
      ...denoiser,
      conditions: {
        ...denoiser.conditions,
        negative: nullCondition(denoiser, negative),
        unconditional: nullCondition(denoiser, empty),
      },
      guidanceOf: () => perpendicularNegative(scale, negativeWeight),
    },
  }),
});
