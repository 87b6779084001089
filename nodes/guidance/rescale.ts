import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';
import { rescaled } from '../../src/diffusion/guidance/rescale.ts';

export default defineNode({
  id: 'guidance/rescale',
  version: 1,
  title: 'Guidance Rescale',
  summary: 'Takes the contrast of strong guidance back to that of the condition alone.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    share: float({
      default: 0.7,
      min: 0,
      max: 1,
      step: 0.01,
      help: '0 leaves what guidance made, 1 gives it the spread of the conditional prediction.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, guided.') },
  run: ({ denoiser, share }) => ({
    denoiser: { ...denoiser, guidanceOf: (run) => rescaled(denoiser.guidanceOf(run), share, run.dims[0]) },
  }),
});
