import { defineNode } from '../../src/core/define-node.ts';
import { choice, float, int, wire } from '../../src/core/ports.ts';
import { flowNoiseModel } from '../../src/diffusion/noise-model.ts';
import { SCHEDULES, type ScheduleName, scheduleSigmas } from '../../src/diffusion/schedules/schedules.ts';

const NAMES = Object.keys(SCHEDULES) as ScheduleName[];

export default defineNode({
  id: 'sampling/flow-sigmas',
  version: 1,
  title: 'Flow Sigmas',
  summary: 'The noise levels of a run of a flow model, from 1 to 0, with a shift of your own.',
  inputs: {
    schedule: choice(NAMES, { default: 'simple', help: 'How the levels are spread.' }),
    steps: int({ default: 20, min: 1, max: 1000, unit: 'steps', help: 'More steps are slower and a little cleaner.' }),
    shift: float({
      default: 3,
      min: 0.1,
      max: 20,
      step: 0.1,
      help: 'Spends more of the steps at high noise; 1 spends them evenly.',
    }),
    denoise: float({
      default: 1,
      min: 0.01,
      max: 1,
      step: 0.01,
      help: 'How much is made anew: less than 1 starts that far along the way, from an initial latent.',
    }),
  },
  outputs: { sigmas: wire('sigmas', 'Noise levels, falling; one more than there are steps.') },
  curve: sigmasOf,
  run: (widgets) => ({ sigmas: { values: sigmasOf(widgets) } }),
});

interface Settings {
  readonly schedule: ScheduleName;
  readonly steps: number;
  readonly shift: number;
  readonly denoise: number;
}

function sigmasOf({ schedule, steps, shift, denoise }: Settings): readonly number[] {
  return scheduleSigmas({ schedule, steps, denoise, model: flowNoiseModel({ shift }) });
}
