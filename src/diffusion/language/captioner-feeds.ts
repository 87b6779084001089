import type { CaptionerDeclaration } from '../../core/model-pack/language.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { ModelSession } from '../../core/node-context.ts';
import type { IntTensor, Tensor } from '../../core/tensor.ts';
import { toLayout } from '../denoiser/latent-layout.ts';
import { toTensor } from '../denoiser/network-feeds.ts';
import { patchify } from '../patches.ts';

/** What a captioner's encoder takes of a clean latent `[1, channel, frame, height, width]`: the latent as the denoiser takes it, and where its patches are. */
export function captionerFeeds(
  samples: Tensor,
  encoder: CaptionerDeclaration['encoder'],
  { latent }: ModelPackManifest,
  session: Pick<ModelSession, 'inputTypes'>,
): Readonly<Record<string, Tensor | IntTensor>> {
  const { latent: name, positions } = encoder;
  if (positions === undefined) return { [name]: toLayout(samples, latent) };
  const places = patchify(samples, latent.patch.size).positions;
  return {
    [name]: toLayout(samples, latent),
    [positions]: toTensor(places.data, places.dims, session.inputTypes[positions]),
  };
}
