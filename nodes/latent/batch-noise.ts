import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { choice, int, seed, wire } from '../../src/core/ports.ts';
import { batchItemNoise, batchNoiseBySeed } from '../../src/diffusion/batch-noise.ts';
import { latentNoise } from '../../src/diffusion/latent-noise.ts';

export default defineNode({
  id: 'latent/batch-noise',
  version: 1,
  title: 'Batch Noise',
  summary: 'Noise as other programs draw it, for a batch or for one item of it: to make again what they have made.',
  inputs: {
    model: wire('model', 'The pack that will denoise it; it decides how pixels and frames map to the latent.'),
    width: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Width of the video.' }),
    height: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Height of the video.' }),
    frames: int({ default: 17, min: 1, max: 1025, unit: 'frames', help: 'Length of the video; 1 makes a picture.' }),
    seed: seed({ help: 'Start of the random sequence of the whole batch.' }),
    source: choice(['torch', 'cuda_like'], {
      default: 'torch',
      help: '“torch”: ComfyUI, and diffusers on a processor; “cuda_like”: a graphics card as AUTOMATIC1111’s web UI imitates it.',
    }),
    rule: choice(['together', 'indexed', 'apart'], {
      default: 'together',
      help: '“together”: one draw for the batch; “indexed”: one for each item, as ComfyUI’s Latent From Batch; “apart”: a seed for each item, counted up.',
    }),
    items: int({ default: 1, min: 1, max: 256, help: 'How many items the batch has.' }),
    item: int({
      default: 0,
      min: -1,
      max: 255,
      help: 'Which of them, from 0; −1: all of them, to be sampled at once.',
    }),
  },
  outputs: { latent: wire('latent', 'Noise [1 or items, channel, frame, height, width], unit variance.') },
  run({ model, width, height, frames, seed, source, rule, items, item }) {
    if (rule === 'together' && item >= items) {
      throw new UserError(`A batch of ${items} has no item ${item}`, { hint: 'Items are counted from 0.' });
    }
    const size = { width, height, frames };
    const samples =
      item < 0
        ? latentNoise(model.manifest, size, (dims) => batchNoiseBySeed(dims, { kind: rule, seed }, source), items)
        : latentNoise(model.manifest, size, (dims) => batchItemNoise(dims, { kind: rule, seed, items, item }, source));
    return { latent: { samples } };
  },
});
