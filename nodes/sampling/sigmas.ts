import { defineNode } from '../../src/core/define-node.ts';
import { choice, float, int, wire } from '../../src/core/ports.ts';
import { SCHEDULE_OF_PACK, sigmasOfPack } from '../../src/diffusion/schedules/pack-sigmas.ts';
import { SCHEDULES, type ScheduleName } from '../../src/diffusion/schedules/schedules.ts';

const NAMES = [SCHEDULE_OF_PACK, ...(Object.keys(SCHEDULES) as ScheduleName[])] as const;

export default defineNode({
  id: 'sampling/sigmas',
  version: 1,
  title: 'Sigmas',
  summary: 'The noise levels of a run, for the levels that a model was trained on.',
  inputs: {
    model: wire('model', 'The pack that will run.'),
    latent: wire('latent', 'The noise, for packs whose levels depend on the size of the video.', { optional: true }),
    schedule: choice(NAMES, {
      default: 'pack',
      help: 'How the levels are spread; “pack” is the model pack’s own way.',
    }),
    steps: int({ default: 20, min: 1, max: 1000, unit: 'steps', help: 'More steps are slower and a little cleaner.' }),
    denoise: float({
      default: 1,
      min: 0.01,
      max: 1,
      step: 0.01,
      help: 'How much is made anew: less than 1 starts that far along the way, from an initial latent.',
    }),
  },
  outputs: { sigmas: wire('sigmas', 'Noise levels, falling; one more than there are steps.') },
  run({ model, latent, schedule, steps, denoise }) {
    const values = sigmasOfPack(model.manifest, { schedule, steps, denoise, dims: latent?.samples.dims });
    return { sigmas: { values } };
  },
});
