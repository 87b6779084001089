import { expect, test } from 'vitest';
import { cumulativeAlphas } from '../../../src/diffusion/betas.ts';
import {
  flowSigmas,
  flowSolverSigmas,
  invertSigmas,
  resolutionShift,
  shiftByResolution,
  shiftToTerminal,
} from '../../../src/diffusion/flow-schedule.ts';
import { discreteNoiseModel, flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { karrasSigmas, linearQuadraticSigmas } from '../../../src/diffusion/schedules/range-schedules.ts';
import { normalSigmas } from '../../../src/diffusion/schedules/table-schedules.ts';
import {
  interpolateSigmas,
  type SpacingOptions,
  spacedTimesteps,
} from '../../../src/diffusion/schedules/timestep-spacing.ts';
import published from '../../fixtures/reference/pipeline-sigmas.json';
import { largestDifference, relativeDifference } from '../largest-difference.ts';

interface Row {
  readonly sigmas?: readonly number[];
  readonly timesteps: readonly number[];
  readonly alphas_cumprod_at_t?: readonly number[];
}
const rows = Object.entries(published as Record<string, Row>).map(([name, row]) => {
  const [pipeline = '', steps = ''] = name.split('/');
  return { name, pipeline, steps: Number(steps), row };
});

const stableDiffusion = { betaSchedule: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 } as const;
const sd = discreteNoiseModel(cumulativeAlphas(stableDiffusion));

/** Noise levels as each pipeline configures them. */
const sigmasOf: Record<string, (steps: number) => readonly number[]> = {
  flowmatch_shift3_default: (steps) => normalSigmas(flowNoiseModel({ shift: 3 }), steps),
  flowmatch_shift3_linspace_1_to_1overN: (steps) => flowSigmas({ steps, shift: 3 }),
  hunyuan_shift7: (steps) => flowSigmas({ steps, shift: 7 }),
  wan_unipc_flow_shift3: (steps) => flowSolverSigmas({ steps, shift: 3 }),
  wan_unipc_flow_shift5: (steps) => flowSolverSigmas({ steps, shift: 5 }),
  wan_unipc_flow_shift8: (steps) => flowSolverSigmas({ steps, shift: 8 }),
  ltx_704x512x161: (steps) => {
    // Latent cells: 8 frames and 32 pixels each way to one.
    const tokens = (1 + (161 - 1) / 8) * (704 / 32) * (512 / 32);
    const mu = resolutionShift({ tokens, baseShift: 0.95, maxShift: 2.05, baseTokens: 1024, maxTokens: 4096 });
    const shifted = shiftByResolution(flowSigmas({ steps, shift: 1 }).slice(0, -1), mu);
    return shiftToTerminal([...shifted, 0], 0.1);
  },
  mochi_linear_quadratic: (steps) => invertSigmas(linearQuadraticSigmas({ sigmaMax: 1 }, steps)),
  sd15_euler_leading: (steps) => spacedLevels({ spacing: 'leading', steps, stepsOffset: 1, family: 'euler' }),
  sd15_dpmpp2m_karras_leading: (steps) => karrasSigmas(sd, steps),
  sd_turbo_euler_trailing: (steps) => spacedLevels({ spacing: 'trailing', steps, family: 'euler' }),
};

function spacedLevels(options: SpacingOptions): readonly number[] {
  return [...interpolateSigmas(sd.sigmas, spacedTimesteps(options)), 0];
}

test.each(rows.filter(({ row }) => row.sigmas))('$name has the noise levels of its pipeline', (fixture) => {
  const { pipeline, steps, row } = fixture;
  expect(relativeDifference(sigmasOf[pipeline]?.(steps) ?? [], row.sigmas ?? [])).toBeLessThanOrEqual(1e-6);
});

const shares: Record<string, readonly [alphas: readonly number[], spacing: 'leading' | 'trailing']> = {
  cogvideox2b_ddim: [cumulativeAlphas({ ...stableDiffusion, rescaleToZeroSnr: true, snrShiftScale: 3 }), 'trailing'],
  dit_ddim_linear: [cumulativeAlphas({ betaSchedule: 'linear' }), 'leading'],
};

test.each(rows.filter(({ row }) => row.alphas_cumprod_at_t))('$name keeps the signal of its pipeline', (fixture) => {
  const { pipeline, steps, row } = fixture;
  const [alphas = [], spacing = 'leading'] = shares[pipeline] ?? [];
  const timesteps = spacedTimesteps({ spacing, steps });
  expect(timesteps).toEqual(row.timesteps);
  const kept = timesteps.map((timestep) => alphas[timestep] ?? Number.NaN);
  expect(largestDifference(kept, row.alphas_cumprod_at_t ?? [])).toBeLessThanOrEqual(1e-6);
});

test.each(rows.filter(({ pipeline }) => /^sd|^sd_turbo/.test(pipeline)))('$name asks at its timesteps', (fixture) => {
  const { pipeline, steps, row } = fixture;
  const sigmas = sigmasOf[pipeline]?.(steps).slice(0, -1) ?? [];
  // DPM-Solver tells the network whole timesteps; ours are the exact ones of each level.
  const timesteps = sigmas.map((sigma) => Math.round(sd.timestepAt(sigma)));
  expect(timesteps).toEqual(row.timesteps);
});

test('whole timesteps are spaced as diffusers spaces them', () => {
  expect(spacedTimesteps({ spacing: 'leading', steps: 5, stepsOffset: 1 })).toEqual([801, 601, 401, 201, 1]);
  expect(spacedTimesteps({ spacing: 'linspace', steps: 5 })).toEqual([999, 749, 500, 250, 0]);
  expect(spacedTimesteps({ spacing: 'linspace', steps: 4, family: 'solver' })).toEqual([999, 749, 500, 250]);
  expect(spacedTimesteps({ spacing: 'leading', steps: 4, family: 'solver' })).toEqual([800, 600, 400, 200]);
  expect(spacedTimesteps({ spacing: 'trailing', steps: 16 }).slice(0, 3)).toEqual([999, 937, 874]);
});
