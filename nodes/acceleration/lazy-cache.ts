import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { easyCache, easyCacheOfComfy } from '../../src/diffusion/caching/easy-cache.ts';

export default defineNode({
  id: 'acceleration/lazy-cache',
  version: 1,
  title: 'LazyCache',
  summary: 'EasyCache after guidance: works with any guidance, a little worse.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is spared steps.'),
    threshold: float({
      default: 0.05,
      min: 0,
      max: 5,
      step: 0.01,
      help: 'A step is guessed while the expected change stays below this; more is faster and worse.',
    }),
    start: float({
      default: 0.15,
      min: 0,
      max: 1,
      step: 0.01,
      help: 'Share of the run after which steps may be guessed.',
    }),
    end: float({ default: 0.95, min: 0, max: 1, step: 0.01, help: 'Share of the run after which they may not.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser; Sample tells how many steps were spared.') },
  run: ({ denoiser, threshold, start, end }) => ({
    denoiser: {
      ...denoiser,
      accelerations: [
        ...denoiser.accelerations,
        {
          name: 'LazyCache',
          around: 'guidance',
          open: (evaluate, run) => easyCache(evaluate, easyCacheOfComfy(run, { threshold, start, end })),
        },
      ],
    },
  }),
});
