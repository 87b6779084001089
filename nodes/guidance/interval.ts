import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { intervalOfShares, withinInterval } from '../../src/diffusion/guidance/interval.ts';

export default defineNode({
  id: 'guidance/interval',
  version: 1,
  title: 'Guidance Interval',
  summary: 'Guides in the middle of a run only: saves passes of the model and keeps variety.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    start: float({ default: 0.1, min: 0, max: 1, step: 0.01, help: 'Share of the run after which guidance begins.' }),
    end: float({ default: 0.8, min: 0, max: 1, step: 0.01, help: 'Share of the run after which it ends.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, start, end }) => ({
    denoiser: {
      ...denoiser,
      guidanceOf: (run) => withinInterval(denoiser.guidanceOf(run), intervalOfShares(run, start, end)),
    },
  }),
});
