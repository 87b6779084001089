import { defineNode } from '../../src/core/define-node.ts';
import { choice, seed, wire } from '../../src/core/ports.ts';
import { checkVideoSize } from '../../src/diffusion/latent-geometry.ts';
import { fromVideo } from '../../src/diffusion/pixels.ts';
import { encodePixels, encoderOf } from '../../src/diffusion/vae/encode-pixels.ts';
import { normaliseLatent } from '../../src/diffusion/vae/normalisation.ts';

export default defineNode({
  id: 'video/vae-encode',
  version: 1,
  title: 'VAE Encode',
  summary: 'Turns frames into a latent video with the pack’s video encoder; a single frame is a picture.',
  lane: 'model',
  inputs: {
    model: wire('model', 'The pack whose encoder is used.'),
    video: wire('video', 'Frames [frame, height, width, 3], of a size that the model can make.'),
    take: choice(['pack', 'mode', 'sample'], {
      default: 'pack',
      help: 'Of encoders that give a distribution: its middle (mode), a draw from it (sample), or what the pack says.',
    }),
    seed: seed({ help: 'Start of the draw; without a distribution it changes nothing.' }),
  },
  outputs: { latent: wire('latent', 'Clean latent [1, channel, frame, height, width], unit variance.') },
  async run({ model: pack, video, take, seed }, ctx) {
    const { manifest } = pack;
    const { width, height, frameCount } = video;
    checkVideoSize({ width, height, frames: frameCount }, manifest.latent);
    const samples = await ctx.models.use(pack, encoderOf(manifest).file, (session) =>
      encodePixels({
        session,
        manifest,
        pixels: fromVideo(video),
        seed,
        ...(take === 'pack' ? {} : { take }),
        signal: ctx.signal,
      }),
    );
    return { latent: { samples: normaliseLatent(samples, manifest.latent.normalisation) } };
  },
});
