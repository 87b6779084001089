import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';
import { patchify } from '../../src/diffusion/patches.ts';

export default defineNode({
  id: 'latent/patchify',
  version: 1,
  title: 'Patchify',
  summary: 'Cuts a latent video into spacetime patches: a sequence of tokens, each with its place in time and space.',
  inputs: {
    latent: wire('latent', 'Latent video [batch, channel, frame, height, width].'),
    patchFrames: int({ default: 1, min: 1, max: 16, unit: 'cells', help: 'Length of a patch in time.' }),
    patchHeight: int({ default: 2, min: 1, max: 16, unit: 'cells', help: 'Height of a patch.' }),
    patchWidth: int({ default: 2, min: 1, max: 16, unit: 'cells', help: 'Width of a patch.' }),
  },
  outputs: { patches: wire('patches', 'Tokens [batch, token, channel·patch] with positions (t, y, x).') },
  run({ latent, patchFrames, patchHeight, patchWidth }) {
    return { patches: patchify(latent.samples, [patchFrames, patchHeight, patchWidth]) };
  },
});
