import { defineNode } from '../../src/core/define-node.ts';
import { float, int, wire } from '../../src/core/ports.ts';
import { shapeOf } from '../../src/diffusion/guidance/declared-guidance.ts';
import { firstChannels } from '../../src/diffusion/guidance/latent-parts.ts';
import { nullCondition } from '../../src/diffusion/guidance/null-condition.ts';

export default defineNode({
  id: 'guidance/first-channels',
  version: 1,
  title: 'First Channels Guidance',
  summary: 'Guides the first channels of the latent only, as DiT’s published pictures were made.',
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
      default: 4,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the condition steers; 1 turns guidance off.',
    }),
    channels: int({ default: 3, min: 1, max: 256, help: 'How many channels are guided.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, negative, scale, channels }) => ({
    denoiser: {
      ...denoiser,
      conditions: { ...denoiser.conditions, unconditional: nullCondition(denoiser, negative) },
      guidanceOf: (run) => firstChannels(scale, channels, shapeOf(run)),
    },
  }),
});
