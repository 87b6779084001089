import { linspace } from '../linspace.ts';
import { roundHalfEven } from './round-half-even.ts';

export interface SpacingOptions {
  /** `timestep_spacing` of `scheduler_config.json` (Lin et al. 2023, "Common Diffusion Noise Schedules … are Flawed", table 2). */
  readonly spacing: 'leading' | 'trailing' | 'linspace';
  readonly steps: number;
  readonly trainSteps?: number;
  /** Added to all timesteps of `leading`: 1 for Stable Diffusion. */
  readonly stepsOffset?: number;
  /**
   * diffusers' schedulers space differently. `euler`: its linspace is not rounded (also for ancestral, Heun, LMS). `ddim`: all
   * are whole numbers (also for DDPM). `solver`: as for one step more, of which the last is left out (DPM-Solver, UniPC).
   */
  readonly family?: 'euler' | 'ddim' | 'solver';
}

/** Timesteps of a run, `steps` values, falling from at most `trainSteps` − 1. */
export function spacedTimesteps(options: SpacingOptions): number[] {
  const { spacing, steps, trainSteps = 1000, stepsOffset = 0, family = 'ddim' } = options;
  const points = family === 'solver' ? steps + 1 : steps;
  switch (spacing) {
    case 'linspace': {
      const falling = linspace(trainSteps - 1, 0, points).slice(0, steps);
      return family === 'euler' ? falling : falling.map(roundHalfEven);
    }
    case 'leading': {
      const stride = Math.floor(trainSteps / points);
      return Array.from({ length: steps }, (_, step) => (points - 1 - step) * stride + stepsOffset);
    }
    case 'trailing':
      return Array.from({ length: steps }, (_, step) => roundHalfEven(trainSteps - (step * trainSteps) / steps) - 1);
  }
}

/** Levels at fractional timesteps, interpolated straight in σ between two levels of training, as diffusers' Euler scheduler does. */
export function interpolateSigmas(trainedSigmas: readonly number[], timesteps: readonly number[]): number[] {
  const last = trainedSigmas.length - 1;
  return timesteps.map((timestep) => {
    const clamped = Math.min(Math.max(timestep, 0), last);
    const below = Math.floor(clamped);
    const low = trainedSigmas[below] as number;
    const high = trainedSigmas[Math.min(below + 1, last)] as number;
    return low + (clamped - below) * (high - low);
  });
}
