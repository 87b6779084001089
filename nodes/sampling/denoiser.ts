import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';
import { unguided } from '../../src/diffusion/guidance/classifier-free.ts';

export default defineNode({
  id: 'sampling/denoiser',
  version: 1,
  title: 'Denoiser',
  summary: 'A model with what steers it, ready for guidance, acceleration and sampling; nothing runs yet.',
  inputs: {
    model: wire('model', 'The pack whose denoiser is used.'),
    positive: wire('conditioning', 'What is to be made.'),
  },
  outputs: { denoiser: wire('denoiser', 'The model under this condition alone, without guidance.') },
  run: ({ model, positive }) => ({
    denoiser: { model, conditions: { conditional: positive }, guidanceOf: () => unguided, accelerations: [] },
  }),
});
