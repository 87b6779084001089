import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';
import { tensor } from '../../src/core/tensor.ts';

export default defineNode({
  id: 'latent/keep-frames',
  version: 1,
  title: 'Keep Frames',
  summary: 'A mask that keeps the first and the last frames of a latent and has the others made anew.',
  inputs: {
    latent: wire('latent', 'The latent whose frames are kept [1, channel, frame, height, width].'),
    first: int({ default: 1, min: 0, max: 1024, unit: 'frames', help: 'How many latent frames at the start stay.' }),
    last: int({ default: 0, min: 0, max: 1024, unit: 'frames', help: 'How many latent frames at the end stay.' }),
  },
  outputs: { mask: wire('latent', 'A mask [1, 1, frame, height, width]: 0 where the latent stays, 1 elsewhere.') },
  run({ latent, first, last }) {
    const [, , frames = 0, height = 0, width = 0] = latent.samples.dims;
    const mask = new Float32Array(frames * height * width).fill(1);
    mask.fill(0, 0, first * height * width);
    if (last > 0) mask.fill(0, Math.max(0, frames - last) * height * width);
    return { mask: { samples: tensor(mask, [1, 1, frames, height, width]) } };
  },
});
