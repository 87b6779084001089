import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { classifierFree } from '../../src/diffusion/guidance/classifier-free.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';

export default defineNode({
  id: 'guidance/classifier-free',
  version: 1,
  title: 'Classifier-Free Guidance',
  summary: 'Steers away from what the model makes under no condition, or under a negative one.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    negative: wire(
      'conditioning',
      'What must not be; usually an empty text. Without it, what the pack declares as nothing.',
      {
        optional: true,
      },
    ),
    scale: float({
      default: 3,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the condition steers; 1 turns guidance off.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, negative, scale }) => ({
    denoiser: {
      ...denoiser,
      conditions: { ...denoiser.conditions, unconditional: nullCondition(denoiser, negative) },
      guidanceOf: () => classifierFree(scale),
    },
  }),
});
