import type { Denoiser } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import type { Conditioning } from '../../core/values.ts';

/**
 * What stands for «no condition» beside a denoiser's own: the given one, else what the pack declares, as far as it can be made
 * without a text encoder. `UserError` where an encoded text is needed.
 */
export function nullCondition({ model, conditions }: Denoiser, given: Conditioning | undefined): Conditioning {
  const positive = conditions.conditional as Conditioning;
  // What is no text applies to both: a picture beside the noise, the frame rate.
  if (given) return { ...withoutText(positive), ...given };
  const { guidance, title } = model.manifest;
  const none = 'null' in guidance ? guidance.null : undefined;
  switch (none?.kind) {
    case 'class':
      return { ...positive, classLabel: none.value };
    case 'zeros':
      return none.roles.reduce(withZeros, positive);
    case 'hidden':
      return {
        ...withZeros(positive, 'context'),
        ...(positive.mask ? { mask: { data: positive.mask.data.map(() => 0n), dims: positive.mask.dims } } : {}),
      };
    default:
      throw new UserError(`Guidance of ${title} needs a negative conditioning`, {
        hint: 'Connect a Text Encoder with an empty text to “negative”.',
      });
  }
}

function withoutText({ context, mask, pooled, ...rest }: Conditioning): Conditioning {
  return rest;
}

function withZeros(condition: Conditioning, role: 'context' | 'pooled' | 'image_embed' | 'image_latent'): Conditioning {
  switch (role) {
    case 'context':
      return condition.context ? { ...condition, context: zerosLike(condition.context) } : condition;
    case 'pooled':
      return condition.pooled ? { ...condition, pooled: zerosLike(condition.pooled) } : condition;
    case 'image_embed':
      return condition.imageEmbed ? { ...condition, imageEmbed: zerosLike(condition.imageEmbed) } : condition;
    case 'image_latent': {
      const latent = condition.joined?.image_latent;
      return latent ? { ...condition, joined: { ...condition.joined, image_latent: zerosLike(latent) } } : condition;
    }
  }
}

function zerosLike({ dims, data }: Tensor): Tensor {
  return tensor(new Float32Array(data.length), dims);
}
