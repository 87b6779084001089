import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { wire } from '../../src/core/ports.ts';
import { isFiniteData } from '../../src/diffusion/finite.ts';
import { toVideo } from '../../src/diffusion/pixels.ts';
import { type DecodeOptions, decodeLatentInPieces } from '../../src/diffusion/vae/decode-latent.ts';

export default defineNode({
  id: 'video/vae-decode',
  version: 1,
  title: 'VAE Decode',
  summary: 'Turns a latent video into frames with the pack’s video decoder.',
  lane: 'model',
  inputs: {
    model: wire('model', 'The pack whose decoder is used.'),
    latent: wire('latent', 'Clean latent [1, channel, frame, height, width].'),
  },
  outputs: { video: wire('video', 'Frames [frame, height, width, 3], 8-bit RGB.') },
  async run({ model, latent }, ctx) {
    const [items] = latent.samples.dims;
    if (items !== 1) {
      throw new UserError(`The latent is a batch of ${items}, and one video is made of one latent`, {
        hint: 'Put “Split Batch” before “VAE Decode”: a video is made of each.',
      });
    }
    if (!isFiniteData(latent.samples.data)) {
      throw new UserError('The latent holds values that are not finite numbers; a video of it would be black', {
        hint: 'Look at the node that made the latent: the sampler says at which step it went wrong.',
      });
    }
    const options: DecodeOptions = {
      use: (file, work) => ctx.models.use(model, file, work),
      manifest: model.manifest,
      latent: latent.samples,
      signal: ctx.signal,
      onPiece: (done, pieces) => {
        if (pieces > 1) ctx.progress(done, pieces);
      },
    };
    const video = await ctx.video.join((append) => decodeLatentInPieces(options, (pixels) => append(toVideo(pixels))));
    return { video };
  },
});
