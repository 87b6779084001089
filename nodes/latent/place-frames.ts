import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, wire } from '../../src/core/ports.ts';
import { placeFrames } from '../../src/diffusion/place-frames.ts';

export default defineNode({
  id: 'latent/place-frames',
  version: 1,
  title: 'Place Frames',
  summary:
    'Puts given frames at the start and the end of a clip that is to be made, for Sample to fill what is between.',
  inputs: {
    noise: wire('latent', 'Noise as long and as large as the clip [1, channel, frame, height, width].'),
    first: wire('latent', 'What the clip begins with: a picture to set in motion, or the end of an earlier clip.', {
      optional: true,
    }),
    last: wire('latent', 'What the clip ends with.', { optional: true }),
    lastFrames: int({
      default: 1,
      min: 1,
      max: 1024,
      unit: 'frames',
      help: 'How many latent frames of “last” are taken, from its end. The first one of an encoded clip stands for a single picture and does not fit at an end.',
    }),
  },
  outputs: {
    initial: wire('latent', 'The given frames in their places, zeros elsewhere.'),
    mask: wire('latent', 'A mask [1, 1, frame, height, width]: 0 where a frame is given, 1 elsewhere.'),
  },
  run({ noise, first, last, lastFrames }) {
    if (!first && !last) {
      throw new UserError('No frames are given', { hint: 'Wire a latent to “first”, to “last” or to both.' });
    }
    const { initial, mask } = placeFrames(noise.samples, { first: first?.samples, last: last?.samples, lastFrames });
    return { initial: { samples: initial }, mask: { samples: mask } };
  },
});
