import type { DenoiserInput } from '../../core/model-pack/denoiser.ts';
import type { NoiseModel } from '../noise-model.ts';

export type TimestepInput = Extract<DenoiserInput, { role: 'timestep' }>;

/** What a model is told for a noise level, by the declaration in its pack. */
export function timestepOf({ map, round }: TimestepInput, sigma: number, noiseModel: NoiseModel): number {
  const exact = mapped(map, sigma, noiseModel);
  switch (round) {
    case 'none':
      return exact;
    case 'nearest':
      return Math.round(exact);
    case 'floor':
      // What is a whole number but for rounding must not fall to the one below.
      return Math.floor(exact + 1e-6);
  }
}

function mapped(map: TimestepInput['map'], sigma: number, { timestepAt }: NoiseModel): number {
  switch (map) {
    case 'index':
      return timestepAt(sigma);
    case 'sigma':
      return sigma;
    case '1000*sigma':
      return 1000 * sigma;
    case '1-sigma':
      return 1 - sigma;
    case '1000*(1-sigma)':
      return 1000 * (1 - sigma);
    case 'ln(sigma)/4':
      return Math.log(sigma) / 4;
  }
}
