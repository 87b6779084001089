import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';
import { extrapolateBranches } from '../../src/diffusion/caching/taylor.ts';

export default defineNode({
  id: 'acceleration/taylor',
  version: 1,
  title: 'Taylor Extrapolation',
  summary: 'Continues the curve of the last computed steps in place of most of the others.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is spared steps.'),
    interval: int({ default: 3, min: 2, max: 10, unit: 'steps', help: 'One step in so many is computed.' }),
    order: int({ default: 1, min: 0, max: 3, help: '0 repeats the last step, 1 continues a line, 2 a parabola.' }),
    warmUp: int({ default: 6, min: 1, max: 100, unit: 'steps', help: 'Steps at the start that are computed.' }),
    coolDown: int({ default: 2, min: 0, max: 100, unit: 'steps', help: 'Steps at the end that are computed.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser; Sample tells how many steps were spared.') },
  run: ({ denoiser, interval, order, warmUp, coolDown }) => ({
    denoiser: {
      ...denoiser,
      accelerations: [
        ...denoiser.accelerations,
        {
          name: 'Taylor',
          around: 'network',
          open: (evaluate, { steps }) => extrapolateBranches(evaluate, { steps, interval, order, warmUp, coolDown }),
        },
      ],
    },
  }),
});
