import { DEVICE_CHOICES, type DeviceChoice } from '../core/devices.ts';
import { UsageError } from './usage-error.ts';

/** For `parseArguments`: what models run on. */
export const DEVICE_OPTION = { device: { type: 'string' } } as const;

/** The device that was named; undefined when none was. */
export function readDevice(typed: string | undefined): DeviceChoice | undefined {
  const found = DEVICE_CHOICES.find((choice) => choice === typed);
  if (typed === undefined || found) return found;
  throw new UsageError(`There is no device “${typed}”`, { hint: `There are: ${DEVICE_CHOICES.join(', ')}.` });
}
