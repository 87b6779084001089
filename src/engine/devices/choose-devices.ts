import {
  DEVICE_TITLES,
  type Device,
  type DeviceChoice,
  type DeviceReport,
  type UsableDevice,
} from '../../core/devices.ts';
import { devicesOf, whyUnavailable } from '../onnx/availability.ts';

export interface ChosenDevices {
  /** In the order in which models try them; the processor, which is always the last, is not among them. */
  readonly devices: readonly UsableDevice[];
  /** What a person who made a choice should know. */
  readonly note?: string;
}

/** Tries devices until one will do. Who chose one gets it if it works and counts right, be it slow; by itself it also has to be faster. */
export async function chooseDevices(
  choice: DeviceChoice,
  check: (device: Device) => Promise<DeviceReport>,
  candidates: readonly Device[] = devicesOf(process.platform, process.arch),
): Promise<ChosenDevices> {
  if (choice === 'cpu') return { devices: [] };
  if (choice !== 'auto') {
    const report = await check(choice);
    if (report.isUsable) return { devices: [usable(report)] };
    return {
      devices: [],
      note: `${DEVICE_TITLES[choice]} can’t be used: ${report.reason ?? 'no reason was given'}. Models run on the processor.`,
    };
  }
  for (const device of candidates) {
    // Building a TensorRT engine takes minutes for each model, and nothing keeps it: only for who asks for it.
    if (device === 'cpu' || device === 'tensorrt' || whyUnavailable(device) !== undefined) continue;
    const report = await check(device);
    if (report.isUsable && isFaster(report)) return { devices: [usable(report)] };
  }
  return { devices: [] };
}

function usable({ device, fusedAttention = false, keepsTensors = false }: DeviceReport): UsableDevice {
  return { device, fusedAttention, keepsTensors };
}

/** A driver that draws with the processor is a device as well. */
function isFaster({ milliseconds = Number.POSITIVE_INFINITY, cpuMilliseconds = 0 }: DeviceReport): boolean {
  return milliseconds < cpuMilliseconds;
}
