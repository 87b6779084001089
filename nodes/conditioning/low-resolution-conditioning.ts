import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, seed, wire } from '../../src/core/ports.ts';
import { tensor } from '../../src/core/tensor.ts';
import { cumulativeAlphas } from '../../src/diffusion/betas.ts';
import { fromVideo } from '../../src/diffusion/pixels.ts';
import { randomNormal } from '../../src/diffusion/random.ts';
import { sliceFrames } from '../../src/diffusion/vae/frames.ts';
import { weightedSum } from '../../src/diffusion/weighted-sum.ts';

export default defineNode({
  id: 'conditioning/low-resolution-conditioning',
  version: 1,
  title: 'Low-Resolution Conditioning',
  summary: 'Gives a diffusion upscaler the small picture that it enlarges, under a little noise.',
  inputs: {
    model: wire('model', 'The pack of the upscaler.'),
    text: wire('conditioning', 'What the picture shows, as encoded text.'),
    picture: wire('video', 'The small picture; of a video, the first frame.'),
    noiseLevel: int({
      default: 20,
      min: 0,
      max: 999,
      help: 'How much noise is put on the picture: more lets the model invent more detail.',
    }),
    seed: seed({ help: 'Start of that noise.' }),
  },
  outputs: { conditioning: wire('conditioning', 'Text and picture together.') },
  run({ model, text, picture, noiseLevel, seed }) {
    const joined = model.manifest.denoiser.concat.find(({ role }) => role === 'low_resolution_image');
    if (!joined) {
      throw new UserError(`${model.manifest.title} enlarges no pictures`, {
        hint: 'Choose the model pack of an upscaler.',
      });
    }
    const pixels = sliceFrames(fromVideo(picture), 0, 1);
    const [, , , height = 0, width = 0] = pixels.dims;
    const noise = randomNormal([1, 3, height, width], seed);
    const { signal, spread } = joined.noise ? levelsOf(joined.noise, noiseLevel) : { signal: 1, spread: 0 };
    const noisy = tensor(weightedSum([signal, pixels.data], [spread, noise.data]), pixels.dims);
    return {
      conditioning: {
        ...text,
        joined: { ...text.joined, low_resolution_image: noisy },
        numbers: { ...text.numbers, noiseLevel },
      },
    };
  },
});

/** √ᾱ and √(1 − ᾱ) at a level. */
function levelsOf(
  {
    trainSteps,
    betas,
  }: {
    readonly trainSteps: number;
    readonly betas:
      | readonly number[]
      | { kind: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2'; start: number; end: number };
  },
  level: number,
): { readonly signal: number; readonly spread: number } {
  const alphas = cumulativeAlphas(
    'kind' in betas
      ? { betaSchedule: betas.kind, betaStart: betas.start, betaEnd: betas.end, trainSteps }
      : { betaSchedule: 'linear', trainedBetas: betas, trainSteps },
  );
  const alpha = alphas[Math.min(level, alphas.length - 1)] as number;
  return { signal: Math.sqrt(alpha), spread: Math.sqrt(1 - alpha) };
}
