import { defineNode } from '../../src/core/define-node.ts';
import { int, seed, wire } from '../../src/core/ports.ts';
import { tensor } from '../../src/core/tensor.ts';
import { swapAxes } from '../../src/diffusion/denoiser/latent-layout.ts';
import { checkVideoSize, latentFramesOf } from '../../src/diffusion/latent-geometry.ts';
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
  },
  outputs: { latent: wire('latent', 'Noise [1, channel, frame, height, width], unit variance.') },
  run({ model, width, height, frames, seed }) {
    const { latent } = model.manifest;
    checkVideoSize({ width, height, frames }, latent);
    const dims = [
      1,
      latent.channels,
      latentFramesOf(frames, latent),
      height / latent.spatialStride,
      width / latent.spatialStride,
    ] as const;
    if (latent.layout !== 'BFCHW') return { latent: { samples: randomNormal(dims, seed) } };
    // Drawn in the model's own order of axes, so that a seed gives what it gives in PyTorch.
    const [batch, channels, latentFrames, rows, columns] = dims;
    const drawn = randomNormal([batch, latentFrames, channels, rows, columns], seed);
    return { latent: { samples: tensor(swapAxes(drawn.data, latentFrames, channels, rows * columns), dims) } };
  },
});
