import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { shapeOf } from '../../src/diffusion/guidance/declared-guidance.ts';
import { perFrame } from '../../src/diffusion/guidance/latent-parts.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';

export default defineNode({
  id: 'guidance/per-frame',
  version: 1,
  title: 'Per-Frame Guidance',
  summary: 'Guidance that grows evenly from the first frame to the last, for models that are given the first.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    negative: wire(
      'conditioning',
      'What must not be; usually an empty text. Without it, what the pack declares as nothing.',
      {
        optional: true,
      },
    ),
    first: float({ default: 1, min: 0, max: 30, step: 0.1, help: 'Strength at the first frame.' }),
    last: float({ default: 3, min: 0, max: 30, step: 0.1, help: 'Strength at the last frame.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, negative, first, last }) => ({
    denoiser: {
      ...denoiser,
      conditions: { ...denoiser.conditions, unconditional: nullCondition(denoiser, negative) },
      guidanceOf: (run) => perFrame(first, last, shapeOf(run)),
    },
  }),
});
