import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';
import { unpatchify } from '../../src/diffusion/patches.ts';

export default defineNode({
  id: 'latent/unpatchify',
  version: 1,
  title: 'Unpatchify',
  summary: 'Puts spacetime patches back together to a latent video.',
  inputs: { patches: wire('patches', 'Tokens [batch, token, channel·patch].') },
  outputs: { latent: wire('latent', 'Latent video [batch, channel, frame, height, width].') },
  run: ({ patches }) => ({ latent: { samples: unpatchify(patches) } }),
});
