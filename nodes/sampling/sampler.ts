import { defineNode } from '../../src/core/define-node.ts';
import { choice, float, int, seed, wire } from '../../src/core/ports.ts';
import { SAMPLER_OF_PACK } from '../../src/diffusion/denoiser/sample-latent.ts';
import { SAMPLERS, type SamplerName } from '../../src/diffusion/samplers/samplers.ts';

const NAMES = [SAMPLER_OF_PACK, ...(Object.keys(SAMPLERS) as SamplerName[])] as const;

export default defineNode({
  id: 'sampling/sampler',
  version: 1,
  title: 'Sampler',
  summary: 'Chooses the method that walks through the noise levels.',
  inputs: {
    name: choice(NAMES, { default: 'euler', help: 'The method; “pack” takes the one that the model pack names.' }),
    eta: float({
      default: -1,
      min: -1,
      max: 1,
      step: 0.05,
      help: 'Share of fresh noise of stochastic methods, 0 to 1; −1 leaves it to the method.',
    }),
    noiseScale: float({
      default: 1,
      min: 0,
      max: 2,
      step: 0.01,
      help: 'Factor of that noise; a little over 1 sharpens.',
    }),
    order: int({
      default: 0,
      min: 0,
      max: 4,
      help: 'How many steps a multistep method looks back on; 0 leaves it to the method.',
    }),
    seed: seed({ help: 'Start of the fresh noise; the same seed gives the same result.' }),
  },
  outputs: { sampler: wire('sampler', 'The method with its settings.') },
  run({ name, eta, noiseScale, order, seed }) {
    const options = {
      ...(eta < 0 ? {} : { eta }),
      ...(noiseScale === 1 ? {} : { noiseScale }),
      ...(order ? { order } : {}),
    };
    return { sampler: { name, options, seed } };
  },
});
