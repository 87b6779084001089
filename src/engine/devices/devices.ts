import type { Device, DeviceChoice, DeviceReport } from '../../core/devices.ts';
import { type Executor, NodeError } from '../executor.ts';
import { devicesOf } from '../onnx/availability.ts';
import { chooseDevices } from './choose-devices.ts';

/** What models run on, as the host decides it. */
export interface Devices {
  /** Holds from the next run on. */
  choose(choice: DeviceChoice): void;
  /** Finds out what models run on, before the first run that has one. Answers with their names, `,` between them; none for the processor. */
  prepare(): Promise<string>;
  /** Tries all that this system could have. */
  inspect(): Promise<DeviceReport[]>;
}

export function createDevices(executor: Executor, first: DeviceChoice): Devices {
  let choice = first;
  let prepared: Promise<string> | undefined;

  const check = async (device: Device): Promise<DeviceReport> => {
    try {
      return await executor.checkDevice(device);
    } catch (error) {
      // A driver that takes the process along does so when it is tried, and not in the middle of a run.
      if (!(error instanceof NodeError)) throw error;
      return { device, isUsable: false, reason: error.failure.message };
    }
  };

  const find = async (): Promise<string> => {
    const { devices, note } = await chooseDevices(choice, check);
    executor.setDevices(devices, note);
    return devices.map(({ device }) => device).join();
  };

  return {
    choose(next) {
      if (next === choice) return;
      choice = next;
      prepared = undefined;
    },
    prepare() {
      prepared ??= find();
      return prepared;
    },
    async inspect() {
      const reports: DeviceReport[] = [];
      for (const device of devicesOf(process.platform, process.arch)) reports.push(await check(device));
      return reports;
    },
  };
}
