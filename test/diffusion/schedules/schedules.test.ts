import { describe, expect, test } from 'vitest';
import { cumulativeAlphas } from '../../../src/diffusion/betas.ts';
import { continuousNoiseModel, discreteNoiseModel, flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { karrasSigmas } from '../../../src/diffusion/schedules/range-schedules.ts';
import {
  parseSigmas,
  SCHEDULES,
  type ScheduleName,
  scheduleSigmas,
} from '../../../src/diffusion/schedules/schedules.ts';
import reference from '../../fixtures/reference/schedules.json';
import { relativeDifference } from '../largest-difference.ts';

const models = {
  sd15_scaled_linear_eps: discreteNoiseModel(
    cumulativeAlphas({ betaSchedule: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 }),
  ),
  flow_shift1: flowNoiseModel(),
  flow_shift3: flowNoiseModel({ shift: 3 }),
};

const rows = Object.entries(models).flatMap(([name, model]) =>
  Object.entries(reference[name as keyof typeof models]).map(([row, expected]) => ({ name, model, row, expected })),
);
const rangeRows = rows.filter(({ row }) => row.startsWith('sigma_'));
const scheduleRows = rows.filter(({ row }) => !row.startsWith('sigma_'));

test.each(rangeRows)('the range of $name: $row is that of the reference', ({ model, row, expected }) => {
  const actual = row === 'sigma_min' ? model.sigmaMin : model.sigmaMax;
  expect(Math.abs(actual / Number(expected) - 1)).toBeLessThan(1e-6);
});

test.each(scheduleRows)('$row of $name has the levels of the reference', ({ model, row, expected }) => {
  const [schedule, steps] = row.split('/') as [ScheduleName, string];
  // Each level for itself: one that is a thousandth of the highest must be as right as the highest.
  const actual = SCHEDULES[schedule](model, Number(steps));
  expect(actual).toHaveLength((expected as number[]).length);
  for (const [index, sigma] of (expected as number[]).entries()) {
    expect(Math.abs((actual[index] ?? Number.NaN) - sigma)).toBeLessThanOrEqual(1e-5 * sigma);
  }
});

test('the range of Stable Video Diffusion under karras is that of its pipeline', () => {
  const model = continuousNoiseModel();
  const sigmas = karrasSigmas(model, 4);
  expect(relativeDifference(sigmas, [700, 70.5408, 2.26912, 0.002, 0])).toBeLessThan(1e-6);
  const timesteps = sigmas.slice(0, -1).map(model.timestepAt);
  expect(relativeDifference(timesteps, [1.63777, 1.06405, 0.20485, -1.55365])).toBeLessThan(1e-5);
});

describe('every schedule', () => {
  test.each(Object.keys(SCHEDULES) as ScheduleName[])('%s falls to 0 for any number of steps', (schedule) => {
    for (const model of Object.values(models)) {
      for (const steps of [1, 2, 3, 7, 25]) {
        const sigmas = scheduleSigmas({ schedule, model, steps });
        expect(sigmas.length).toBeGreaterThanOrEqual(2);
        expect(sigmas.at(-1)).toBe(0);
        expect(sigmas.every((sigma, index) => index === 0 || sigma < (sigmas[index - 1] as number))).toBe(true);
      }
    }
  });
});

describe('less than a whole run', () => {
  const model = models.flow_shift1;

  test('denoise 0.5 is the second half of twice as many steps', () => {
    const whole = scheduleSigmas({ schedule: 'simple', model, steps: 8 });
    expect(scheduleSigmas({ schedule: 'simple', model, steps: 4, denoise: 0.5 })).toEqual(whole.slice(4));
  });

  test('the level before 0 can be left out, with as many steps as before', () => {
    const sigmas = scheduleSigmas({ schedule: 'simple', model, steps: 4, discardPenultimate: true });
    expect(sigmas.map((sigma) => Math.round(sigma * 1e6) / 1e6)).toEqual([1, 0.8, 0.6, 0.4, 0]);
  });
});

describe('levels written by hand', () => {
  test('are numbers between commas, spaces or lines', () => {
    expect(parseSigmas('14.6, 7.5\n1e-1 0')).toEqual([14.6, 7.5, 0.1, 0]);
  });

  test.each([
    ['1, half, 0', '“half” is not a noise level.'],
    ['1, -0.5', '“-0.5” is not a noise level.'],
    ['1', 'A list of noise levels needs at least two of them.'],
    ['1, 0.5, 0.5, 0', 'Noise level 0.5 does not lie below 0.5.'],
  ])('“%s” is refused with its reason', (text, reason) => {
    expect(() => parseSigmas(text)).toThrow(reason);
  });
});
