import { defineNode } from '../../src/core/define-node.ts';
import { int, seed, wire } from '../../src/core/ports.ts';
import type { LatentDims } from '../../src/diffusion/denoiser/latent-layout.ts';
import { latentNoise } from '../../src/diffusion/latent-noise.ts';
import { randomNormal } from '../../src/diffusion/random.ts';

export default defineNode({
  id: 'latent/noise-latent',
  version: 1,
  title: 'Noise Latent',
  summary: 'Gaussian noise the size of the video that is to be made.',
  inputs: {
    model: wire('model', 'The pack that will denoise it; it decides how pixels and frames map to the latent.'),
    width: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Width of the video.' }),
    height: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Height of the video.' }),
    frames: int({ default: 17, min: 1, max: 1025, unit: 'frames', help: 'Length of the video; 1 makes a picture.' }),
    seed: seed({ help: 'The noise is torch.randn of this seed on a CPU.' }),
    batch: int({
      default: 1,
      min: 1,
      max: 64,
      help: 'How many are made at once, of one draw; “Split Batch” takes them apart before they are decoded.',
    }),
  },
  outputs: { latent: wire('latent', 'Noise [batch, channel, frame, height, width], unit variance.') },
  run({ model, width, height, frames, seed, batch }) {
    const draw = (dims: LatentDims) => randomNormal(dims, seed);
    return { latent: { samples: latentNoise(model.manifest, { width, height, frames }, draw, batch) } };
  },
});
