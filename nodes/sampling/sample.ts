import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';
import { sampleLatent } from '../../src/diffusion/denoiser/sample-latent.ts';
import { glimpseLatent, showLatent } from '../../src/diffusion/latent-preview.ts';

export default defineNode({
  id: 'sampling/sample',
  version: 1,
  title: 'Sample',
  summary: 'Turns noise into a latent: walks the sampler through the noise levels, asking the denoiser at each.',
  lane: 'model',
  keepOnDisk: true,
  inputs: {
    denoiser: wire('denoiser', 'The model with its guidance.'),
    noise: wire('latent', 'Noise [batch, channel, frame, height, width].'),
    sampler: wire('sampler', 'The method.'),
    sigmas: wire('sigmas', 'The noise levels.'),
    initial: wire(
      'latent',
      'A clean latent to start from, when the first level is not all noise; a single one serves a whole batch.',
      { optional: true },
    ),
    mask: wire('latent', 'What is made anew (1) and what of the initial latent stays (0).', { optional: true }),
  },
  outputs: { latent: wire('latent', 'The latent at the last noise level, same shape as the noise.') },
  async run({ denoiser, noise, sampler, sigmas, initial, mask }, ctx) {
    const { model } = denoiser;
    const { samples, report } = await ctx.models.use(model, model.manifest.denoiser.file, (session) =>
      sampleLatent({
        session,
        denoiser,
        sampler,
        sigmas: sigmas.values,
        noise: noise.samples,
        initial: initial?.samples,
        mask: mask?.samples,
        signal: ctx.signal,
        onStep: ctx.progress,
        onEstimate: (read) => glimpseLatent(ctx, model.manifest, read),
      }),
    );
    for (const line of report) ctx.log(line);
    await showLatent(ctx, model.manifest, samples);
    return { latent: { samples } };
  },
});
