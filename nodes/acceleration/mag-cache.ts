import { defineNode } from '../../src/core/define-node.ts';
import { float, int, text, wire } from '../../src/core/ports.ts';
import { magCache, parseRatios, resampleRatios } from '../../src/diffusion/caching/mag-cache.ts';

export default defineNode({
  id: 'acceleration/mag-cache',
  version: 1,
  title: 'MagCache',
  summary: 'Guesses steps by how the magnitude of the model’s output falls, as one calibration run has measured.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is spared steps.'),
    ratios: text({ help: 'What MagCache Calibration has measured; empty takes what the model pack brings.' }),
    threshold: float({
      default: 0.12,
      min: 0,
      max: 2,
      step: 0.01,
      help: 'A step is guessed while the summed error stays below this.',
    }),
    longestSkip: int({
      default: 4,
      min: 1,
      max: 20,
      unit: 'steps',
      help: 'At most so many steps are guessed in a row.',
    }),
    retention: float({
      default: 0.2,
      min: 0,
      max: 1,
      step: 0.01,
      help: 'Share of the run at the start that is computed.',
    }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser; Sample tells how many steps were spared.') },
  run({ denoiser, ratios, threshold, longestSkip, retention }) {
    const measured = parseRatios(ratios, denoiser.model.manifest);
    return {
      denoiser: {
        ...denoiser,
        accelerations: [
          ...denoiser.accelerations,
          {
            name: 'MagCache',
            around: 'network',
            open: (evaluate, { steps }) =>
              magCache(evaluate, { ratios: resampleRatios(measured, steps), threshold, longestSkip, retention }),
          },
        ],
      },
    };
  },
});
