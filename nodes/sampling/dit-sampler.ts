import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import type { ModelPack } from '../../src/core/model-pack.ts';
import { float, int, wire } from '../../src/core/ports.ts';
import type { Conditioning, Patches } from '../../src/core/values.ts';
import { sampleLatent } from '../../src/diffusion/denoiser/sample-latent.ts';
import { isFiniteData } from '../../src/diffusion/finite.ts';
import { flowSigmas } from '../../src/diffusion/flow-schedule.ts';
import { classifierFree } from '../../src/diffusion/guidance/classifier-free.ts';
import { glimpseLatent, showLatent } from '../../src/diffusion/latent-preview.ts';
import { patchify, unpatchify } from '../../src/diffusion/patches.ts';

export default defineNode({
  id: 'sampling/dit-sampler',
  version: 1,
  title: 'DiT Sampler',
  summary: 'Denoises spacetime patches under the text with the diffusion transformer, step by step.',
  lane: 'model',
  keepOnDisk: true,
  inputs: {
    model: wire('model', 'The pack whose diffusion transformer is used.'),
    patches: wire('patches', 'Noise as tokens [1, token, width].'),
    positive: wire('conditioning', 'What the video shows.'),
    negative: wire('conditioning', 'What it must not show; usually an empty text.', { optional: true }),
    steps: int({ default: 20, min: 1, max: 1000, unit: 'steps', help: 'More steps are slower and a little cleaner.' }),
    guidanceScale: float({
      default: 3,
      min: 0,
      max: 30,
      step: 0.1,
      help: 'How strongly the text steers (classifier-free guidance); 1 turns guidance off.',
    }),
    shift: float({
      default: 3,
      min: 0.1,
      max: 20,
      step: 0.1,
      help: 'Spends more of the steps at high noise; 1 spends them evenly.',
    }),
  },
  outputs: { patches: wire('patches', 'Clean tokens, same shape.') },
  curve: ({ steps, shift }) => flowSigmas({ steps, shift }),
  async run({ model, patches, positive, negative, steps, guidanceScale, shift }, ctx) {
    checkModel(model);
    checkPatches(patches, model);
    checkGiven(patches, positive, negative);
    if (guidanceScale !== 1 && !negative) {
      throw new UserError(`A guidance scale of ${guidanceScale} needs a negative conditioning`, {
        hint: 'Connect a Text Encoder with an empty text to “negative”, or set the guidance scale to 1.',
      });
    }
    const denoiser = {
      model,
      conditions: { conditional: positive, ...(negative ? { unconditional: negative } : {}) },
      guidanceOf: () => classifierFree(guidanceScale),
      accelerations: [],
    };
    // A latent holds the same numbers in another order, and Euler's method goes number by number.
    const { samples, report } = await ctx.models.use(model, model.manifest.denoiser.file, (session) =>
      sampleLatent({
        session,
        denoiser,
        sampler: { name: 'euler', options: {}, seed: 0 },
        sigmas: flowSigmas({ steps, shift }),
        noise: unpatchify(patches),
        signal: ctx.signal,
        onStep: ctx.progress,
        onEstimate: (read) => glimpseLatent(ctx, model.manifest, read),
      }),
    );
    for (const line of report) ctx.log(line);
    await showLatent(ctx, model.manifest, samples);
    return { patches: patchify(samples, patches.geometry.patch) };
  },
});

function checkModel({ manifest }: ModelPack): void {
  if (manifest.schedule.family === 'flow' && manifest.latent.layout === 'tokens') return;
  throw new UserError(`${manifest.title} is no flow model on patches`, {
    hint: 'Use Denoiser, Sampler, Sigmas and Sample, which run every pack.',
  });
}

function checkPatches(patches: Patches, model: ModelPack): void {
  const wanted = model.manifest.latent.patch.size;
  const given = patches.geometry.patch;
  if (wanted.every((size, axis) => size === given[axis])) return;
  throw new UserError(`The patches are ${given.join('×')} cells, ${model.manifest.title} takes ${wanted.join('×')}`, {
    hint: `Set frames, height and width of Patchify to ${wanted.join(', ')}.`,
  });
}

/** What is not finite when it arrives is not the model's fault. */
function checkGiven(patches: Patches, positive: Conditioning, negative: Conditioning | undefined): void {
  const given = { patches: patches.tokens, positive: positive.context, negative: negative?.context };
  for (const [name, tensor] of Object.entries(given)) {
    if (!tensor || isFiniteData(tensor.data)) continue;
    throw new UserError(`“${name}” holds values that are not finite numbers before the first step`, {
      hint: `Look at the node that is wired to “${name}”.`,
    });
  }
}
