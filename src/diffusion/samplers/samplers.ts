import { sampleDdpm } from './ddpm.ts';
import {
  sampleDpmPp2m,
  sampleDpmPp2mSde,
  sampleDpmPp2mSdeHeun,
  sampleDpmPp3m,
  sampleDpmPp3mSde,
} from './dpm-multistep.ts';
import { sampleDpmPp2sAncestral, sampleDpmPpSde } from './dpm-single-step.ts';
import { sampleErSde } from './er-sde.ts';
import { sampleDdim, sampleEuler, sampleEulerAncestral } from './euler.ts';
import { sampleLcm } from './lcm.ts';
import { sampleResMultistep, sampleResMultistepAncestral } from './res-multistep.ts';
import type { Sampler } from './run-steps.ts';
import { sampleSaSolver } from './sa-solver.ts';
import { sampleSeeds2, sampleSeeds3 } from './seeds.ts';
import { sampleDeis, sampleGradientEstimation, sampleIpndm, sampleLms, samplePlms } from './slope-multistep.ts';
import { sampleDpm2, sampleDpm2Ancestral, sampleHeun, sampleHeunPp2 } from './two-stage.ts';
import { sampleUniPc, sampleUniPcBh2 } from './uni-pc.ts';

/** A sampler and what a person choosing one wants to know. */
export interface SamplerEntry {
  readonly sample: Sampler;
  /** Asks for fresh noise in its default setting: more steps then do not lead to the same result, but to another. */
  readonly stochastic: boolean;
  /** How many clean estimates a step takes, the first and the last apart. */
  readonly estimatesPerStep: 1 | 2 | 3;
  /** Looks back on nothing: two arrays serve for all of a run's states. */
  readonly inPlace: boolean;
}

const entry = (
  sample: Sampler,
  stochastic: boolean,
  estimatesPerStep: 1 | 2 | 3 = 1,
  inPlace = false,
): SamplerEntry => ({ sample, stochastic, estimatesPerStep, inPlace });

/** The samplers that a node offers, by the names of k-diffusion and ComfyUI. */
export const SAMPLERS = {
  euler: entry(sampleEuler, false, 1, true),
  euler_ancestral: entry(sampleEulerAncestral, true),
  heun: entry(sampleHeun, false, 2),
  heunpp2: entry(sampleHeunPp2, false, 3),
  dpm_2: entry(sampleDpm2, false, 2),
  dpm_2_ancestral: entry(sampleDpm2Ancestral, true, 2),
  lms: entry(sampleLms, false),
  dpmpp_2s_ancestral: entry(sampleDpmPp2sAncestral, true, 2),
  dpmpp_sde: entry(sampleDpmPpSde, true, 2),
  dpmpp_2m: entry(sampleDpmPp2m, false),
  dpmpp_2m_sde: entry(sampleDpmPp2mSde, true),
  dpmpp_2m_sde_heun: entry(sampleDpmPp2mSdeHeun, true),
  dpmpp_3m: entry(sampleDpmPp3m, false),
  dpmpp_3m_sde: entry(sampleDpmPp3mSde, true),
  uni_pc: entry(sampleUniPc, false),
  uni_pc_bh2: entry(sampleUniPcBh2, false),
  deis: entry(sampleDeis, false),
  ipndm: entry(sampleIpndm, false),
  plms: entry(samplePlms, false),
  ddim: entry(sampleDdim, false),
  ddpm: entry(sampleDdpm, true),
  lcm: entry(sampleLcm, true),
  res_multistep: entry(sampleResMultistep, false),
  res_multistep_ancestral: entry(sampleResMultistepAncestral, true),
  gradient_estimation: entry(sampleGradientEstimation, false),
  er_sde: entry(sampleErSde, true),
  seeds_2: entry(sampleSeeds2, true, 2),
  seeds_3: entry(sampleSeeds3, true, 3),
  sa_solver: entry(sampleSaSolver, true),
} as const satisfies Record<string, SamplerEntry>;

export type SamplerName = keyof typeof SAMPLERS;
