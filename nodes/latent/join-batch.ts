import { defineNode } from '../../src/core/define-node.ts';
import { list, wire } from '../../src/core/ports.ts';
import { joinBatch } from '../../src/diffusion/latent-batch.ts';

export default defineNode({
  id: 'latent/join-batch',
  version: 1,
  title: 'Join Batch',
  summary: 'Puts the latents of a list together, so that they are sampled at once.',
  inputs: { latents: list('latent', 'Latents of one size [batch, channel, frame, height, width].') },
  outputs: { latent: wire('latent', 'All of them, in their order [batch, channel, frame, height, width].') },
  run: ({ latents }) => ({ latent: { samples: joinBatch(latents.map(({ samples }) => samples)) } }),
});
