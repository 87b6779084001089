import { defineNode } from '../../src/core/define-node.ts';
import { float, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'guidance/embedded',
  version: 1,
  title: 'Embedded Guidance',
  summary: 'The strength of guidance for models that were distilled from it and take it as an input.',
  inputs: {
    denoiser: wire('denoiser', 'The denoiser that is guided.'),
    scale: float({ default: 3.5, min: 0, max: 30, step: 0.1, help: 'What the model is told.' }),
  },
  outputs: { denoiser: wire('denoiser', 'The same denoiser, told this strength.') },
  run: ({ denoiser, scale }) => ({ denoiser: { ...denoiser, embeddedScale: scale } }),
});
