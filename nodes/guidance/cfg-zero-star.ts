import { defineNode } from '../../src/core/define-node.ts';
import { float, int, wire } from '../../src/core/ports.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';
import { cfgZeroStar, zeroFirstSteps } from '../../src/diffusion/guidance/projection.ts';

export default defineNode({
  id: 'guidance/cfg-zero-star',
  version: 1,
  title: 'CFG-Zero*',
  summary: 'Guidance for flow models that first fits the unconditional prediction to the conditional one.',
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
    zeroSteps: int({ default: 1, min: 0, max: 100, unit: 'steps', help: 'Steps at the start that stand still.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, negative, scale, zeroSteps }) => ({
    denoiser: {
      ...denoiser,
      conditions: { ...denoiser.conditions, unconditional: nullCondition(denoiser, negative) },
      guidanceOf: (run) => zeroFirstSteps(cfgZeroStar(scale, run.dims[0]), zeroSteps),
    },
  }),
});
