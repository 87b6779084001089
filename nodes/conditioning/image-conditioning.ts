import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { float, int, seed, wire } from '../../src/core/ports.ts';
import { tensor } from '../../src/core/tensor.ts';
import { resizeAntialiased } from '../../src/diffusion/image/antialiased-resize.ts';
import { fromVideo } from '../../src/diffusion/pixels.ts';
import { randomNormal } from '../../src/diffusion/random.ts';
import { encodePixels, encoderOf } from '../../src/diffusion/vae/encode-pixels.ts';
import { sliceFrames } from '../../src/diffusion/vae/frames.ts';
import { normaliseLatent } from '../../src/diffusion/vae/normalisation.ts';
import { weightedSum } from '../../src/diffusion/weighted-sum.ts';

export default defineNode({
  id: 'conditioning/image-conditioning',
  version: 1,
  title: 'Image Conditioning',
  summary: 'Steers a model with a picture, such as the one that Stable Video Diffusion sets in motion.',
  lane: 'model',
  keepOnDisk: true,
  inputs: {
    model: wire('model', 'The pack whose picture encoder and autoencoder are used.'),
    picture: wire('video', 'The picture, as large as the video that is to be made; of a video, the first frame.'),
    fps: int({ default: 7, min: 1, max: 120, unit: 'frames/s', help: 'Frame rate that the model is told.' }),
    motion: int({ default: 127, min: 0, max: 1023, help: 'How much is to move (motion bucket).' }),
    noiseAugmentation: float({
      default: 0.02,
      min: 0,
      max: 10,
      step: 0.01,
      help: 'Noise that is put on the picture: more lets the video depart further from it.',
    }),
    seed: seed({ help: 'Start of that noise.' }),
  },
  outputs: { conditioning: wire('conditioning', 'The picture as its encoders see it.') },
  async run({ model, picture, fps, motion, noiseAugmentation, seed }, ctx) {
    const { manifest } = model;
    const { image } = manifest;
    const joined = manifest.denoiser.concat.find(({ role }) => role === 'image_latent');
    if (!image && !joined) {
      throw new UserError(`${manifest.title} takes no picture as a condition`, {
        hint: 'Choose a model pack for image to video.',
      });
    }
    const pixels = sliceFrames(fromVideo(picture), 0, 1);
    const [, , , height = 0, width = 0] = pixels.dims;
    const numbers = { framesPerSecond: fps, motionBucket: motion, noiseAugmentation };

    const embed = image
      ? await ctx.models.use(model, image.file, async (session) => {
          const seen = resizeAntialiased(tensor(pixels.data, [1, 3, height, width]), image.size);
          const plane = image.size * image.size;
          const normal = seen.data.map((value, index) => {
            const colour = Math.floor(index / plane) as 0 | 1 | 2;
            return ((value + 1) / 2 - image.mean[colour]) / image.std[colour];
          });
          const output = (await session.run({ [image.input]: tensor(normal, seen.dims) }))[image.output];
          if (!output) throw new Error(`The picture encoder has no output “${image.output}”`);
          return image.asToken ? tensor(output.data, [1, 1, output.data.length]) : output;
        })
      : undefined;

    const latent = joined
      ? await ctx.models.use(model, encoderOf(manifest).file, async (session) => {
          const noise = randomNormal([1, 3, height, width], seed);
          const noisy = tensor(weightedSum([1, pixels.data], [noiseAugmentation, noise.data]), pixels.dims);
          const coded = await encodePixels({ session, manifest, pixels: noisy, signal: ctx.signal });
          return joined.normalised ? normaliseLatent(coded, manifest.latent.normalisation) : coded;
        })
      : undefined;

    return {
      conditioning: {
        ...(embed ? { imageEmbed: embed } : {}),
        ...(latent ? { joined: { image_latent: latent } } : {}),
        numbers,
      },
    };
  },
});
