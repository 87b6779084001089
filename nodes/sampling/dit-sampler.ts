import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { denoiserInputNames } from '../../src/core/model-pack/denoiser-inputs.ts';
import type { ModelPack } from '../../src/core/model-pack.ts';
import type { ModelSession } from '../../src/core/node-context.ts';
import { float, int, wire } from '../../src/core/ports.ts';
import type { Conditioning, Patches } from '../../src/core/values.ts';
import { stackConditionings } from '../../src/diffusion/conditioning.ts';
import { isFiniteData } from '../../src/diffusion/finite.ts';
import { flowSigmas } from '../../src/diffusion/flow-schedule.ts';
import { guide } from '../../src/diffusion/guidance/classifier-free.ts';
import { followVelocity } from '../../src/diffusion/samplers/euler.ts';

export default defineNode({
  id: 'sampling/dit-sampler',
  version: 1,
  title: 'DiT Sampler',
  summary: 'Denoises spacetime patches under the text with the diffusion transformer, step by step.',
  lane: 'model',
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
    checkPatches(patches, model);
    checkGiven(patches, positive, negative);
    const guided = guidanceScale !== 1 && negative !== undefined;
    if (guidanceScale !== 1 && !negative) {
      throw new UserError(`A guidance scale of ${guidanceScale} needs a negative conditioning`, {
        hint: 'Connect a Text Encoder with an empty text to “negative”, or set the guidance scale to 1.',
      });
    }
    const conditioning = guided ? stackConditionings([positive, negative]) : positive;
    const clean = await ctx.models.use(model, model.manifest.denoiser.file, (session) => {
      const velocity = createVelocity(session, model, patches, conditioning, guided ? guidanceScale : undefined);
      ctx.progress(0, steps);
      return followVelocity({
        start: patches.tokens.data,
        sigmas: flowSigmas({ steps, shift }),
        velocity,
        signal: ctx.signal,
        onStep(done, total, state) {
          if (!isFiniteData(state)) throw notFinite(done, total, guided ? guidanceScale : undefined);
          ctx.progress(done, total);
        },
      });
    });
    return { patches: { ...patches, tokens: { data: clean, dims: patches.tokens.dims } } };
  },
});

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

/** Every step after the first bad one would only make more of the same, and the video would be black. */
function notFinite(step: number, steps: number, guidanceScale: number | undefined): UserError {
  const remedies = [
    ...(guidanceScale === undefined ? [] : [`lower the guidance scale (${guidanceScale})`]),
    'use a smaller shift or more steps',
    'if nothing helps, the model file may be damaged or its 16-bit export too coarse: fetch the model pack again',
  ].join('; ');
  return new UserError(`Step ${step} of ${steps} is the first whose result holds values that are not finite numbers`, {
    hint: `${remedies[0]?.toUpperCase()}${remedies.slice(1)}.`,
  });
}

/** The denoiser as a function of state and noise level. With guidance, both texts go through it in one batch. */
function createVelocity(
  session: ModelSession,
  model: ModelPack,
  patches: Patches,
  conditioning: Conditioning,
  guidanceScale: number | undefined,
) {
  const inputs = denoiserInputNames(model.manifest, ['latent', 'positions', 'timestep', 'context', 'context_mask']);
  const output = model.manifest.denoiser.output.name;
  const [, tokens = 0, width = 0] = patches.tokens.dims;
  const batch = guidanceScale === undefined ? 1 : 2;
  const positions = { data: repeat(patches.positions.data, batch), dims: [batch, tokens, 3] };
  const size = tokens * width;

  return async (state: Float32Array, sigma: number): Promise<Float32Array> => {
    const outputs = await session.run({
      [inputs.latent]: { data: repeat(state, batch), dims: [batch, tokens, width] },
      [inputs.positions]: positions,
      [inputs.timestep]: { data: new Float32Array(batch * tokens).fill(sigma), dims: [batch, tokens] },
      [inputs.context]: conditioning.context,
      [inputs.context_mask]: conditioning.mask,
    });
    const velocity = outputs[output]?.data;
    if (!velocity) throw new Error(`The denoiser has no output “${output}”`);
    return guidanceScale === undefined
      ? velocity
      : guide(velocity.subarray(0, size), velocity.subarray(size), guidanceScale);
  };
}

function repeat(data: Float32Array, times: number): Float32Array {
  const repeated = new Float32Array(data.length * times);
  for (let index = 0; index < times; index++) repeated.set(data, index * data.length);
  return repeated;
}
