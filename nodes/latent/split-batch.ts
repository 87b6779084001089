import { defineNode } from '../../src/core/define-node.ts';
import { list, wire } from '../../src/core/ports.ts';
import { splitBatch } from '../../src/diffusion/latent-batch.ts';

export default defineNode({
  id: 'latent/split-batch',
  version: 1,
  title: 'Split Batch',
  summary: 'Takes apart what was sampled at once: a list of latents, so that what follows runs once for each.',
  inputs: { latent: wire('latent', 'Latents [batch, channel, frame, height, width].') },
  outputs: { latents: list('latent', 'Each of them [1, channel, frame, height, width], in their order.') },
  run: ({ latent }) => ({ latents: splitBatch(latent.samples).map((samples) => ({ samples })) }),
});
