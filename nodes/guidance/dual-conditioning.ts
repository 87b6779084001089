import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { dualConditioning } from '../../src/diffusion/guidance/classifier-free.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';

export default defineNode({
  id: 'guidance/dual-conditioning',
  version: 1,
  title: 'Dual Conditioning',
  summary: 'Two conditions with a strength each: one knows a part of what the other knows.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    partial: wire('conditioning', 'What knows a part, such as the style without the scene.'),
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
      help: 'How strongly the whole condition steers beyond its part.',
    }),
    partialScale: float({
      default: 1.5,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the part steers beyond nothing.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, partial, negative, scale, partialScale }) => ({
    denoiser: {
      ...denoiser,
      conditions: {
        ...denoiser.conditions,
        partial: nullCondition(denoiser, partial),
        unconditional: nullCondition(denoiser, negative),
      },
      guidanceOf: () => dualConditioning(scale, partialScale),
    },
  }),
});
