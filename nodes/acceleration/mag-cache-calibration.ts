import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';
import { measureMagnitudes } from '../../src/diffusion/caching/mag-cache.ts';
import { sampleLatent } from '../../src/diffusion/denoiser/sample-latent.ts';

export default defineNode({
  id: 'acceleration/mag-cache-calibration',
  version: 1,
  title: 'MagCache Calibration',
  summary: 'Measures a whole run for MagCache. One run serves all prompts; the result is kept like any other.',
  lane: 'model',
  inputs: {
    denoiser: wire('denoiser', 'The model with its guidance, not accelerated.'),
    noise: wire('latent', 'Noise [batch, channel, frame, height, width].'),
    sampler: wire('sampler', 'The method.'),
    sigmas: wire('sigmas', 'The noise levels.'),
  },
  outputs: { ratios: wire('text', 'How the magnitude changes from step to step, for MagCache.') },
  async run({ denoiser, noise, sampler, sigmas }, ctx) {
    const { model } = denoiser;
    let ratios: () => readonly number[] = () => [];
    const measuring = {
      ...denoiser,
      accelerations: [
        {
          name: 'Calibration',
          around: 'network' as const,
          open(evaluate: Parameters<typeof measureMagnitudes>[0]) {
            const measured = measureMagnitudes(evaluate);
            ratios = measured.ratios;
            return measured;
          },
        },
      ],
    };
    await ctx.models.use(model, model.manifest.denoiser.file, (session) =>
      sampleLatent({
        session,
        denoiser: measuring,
        sampler,
        sigmas: sigmas.values,
        noise: noise.samples,
        signal: ctx.signal,
        onStep: ctx.progress,
      }),
    );
    return {
      ratios: ratios()
        .map((ratio) => ratio.toFixed(5))
        .join(', '),
    };
  },
});
