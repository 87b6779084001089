import { describe, expect, test } from 'vitest';
import type { Device, DeviceReport } from '../../../src/core/devices.ts';
import { chooseDevices } from '../../../src/engine/devices/choose-devices.ts';
import { createDevices } from '../../../src/engine/devices/devices.ts';
import { NodeError } from '../../../src/engine/executor.ts';
import { devicesOf, whyUnavailable } from '../../../src/engine/onnx/availability.ts';
import { createTestExecutor } from '../../support/test-engine.ts';

/** A machine on which each device is as told. */
function machine(reports: Partial<Record<Device, Omit<DeviceReport, 'device'>>>) {
  const tried: Device[] = [];
  const check = async (device: Device): Promise<DeviceReport> => {
    tried.push(device);
    return { device, ...(reports[device] ?? { isUsable: false, reason: 'not here' }) };
  };
  return { tried, check };
}
const fast = { isUsable: true, fusedAttention: true, keepsTensors: true, milliseconds: 10, cpuMilliseconds: 100 };
const slow = { ...fast, milliseconds: 1000 };
/** Both are known to no binary of ONNX Runtime but that for Windows, and need no driver that could be looked for. */
const WINDOWS: readonly Device[] = ['directml', 'webgpu', 'cpu'];

describe('E74: by itself, the first device that works and is faster than the processor is taken', () => {
  const here = devicesOf(process.platform, process.arch).filter((device) => whyUnavailable(device) === undefined);

  test('what cannot be there is not even tried', async () => {
    const { tried, check } = machine({ directml: fast });
    const elsewhere = (['directml', 'coreml'] as const).filter((device) => !here.includes(device));
    expect(await chooseDevices('auto', check, elsewhere)).toEqual({ devices: [] });
    expect(tried).toEqual([]);
  });

  test('nobody who chose the processor has anything tried', async () => {
    const { tried, check } = machine({ webgpu: fast });
    expect(await chooseDevices('cpu', check, WINDOWS)).toEqual({ devices: [] });
    expect(tried).toEqual([]);
  });
});

describe('E74: who chooses a device', () => {
  test('gets it, be it slow', async () => {
    expect(await chooseDevices('webgpu', machine({ webgpu: slow }).check)).toEqual({
      devices: [{ device: 'webgpu', fusedAttention: true, keepsTensors: true }],
    });
  });

  test('is told why it can’t be, and gets the processor', async () => {
    expect(await chooseDevices('cuda', machine({}).check)).toEqual({
      devices: [],
      note: 'CUDA can’t be used: not here. Models run on the processor.',
    });
  });
});

test('E75: a driver that ends the process when it is tried is a device that can’t be used', async () => {
  const executor = createTestExecutor();
  const failure = { kind: 'user', message: 'The process that runs models ended: SIGSEGV' } as const;
  const devices = createDevices(
    {
      ...executor,
      checkDevice: (device) =>
        device === 'cpu' ? executor.checkDevice(device) : Promise.reject(new NodeError(failure, {})),
    },
    'auto',
  );
  const reports = await devices.inspect();
  expect(reports.map(({ device }) => device)).toEqual(devicesOf(process.platform, process.arch));
  expect(reports.filter(({ device }) => device !== 'cpu').map(({ isUsable, reason }) => [isUsable, reason])).toEqual(
    reports.slice(1).map(() => [false, failure.message]),
  );
  expect(reports.at(-1)).toEqual({ device: 'cpu', isUsable: true, fusedAttention: true });
  await executor.close();
});

test.each<[NodeJS.Platform, string, readonly Device[]]>([
  ['win32', 'x64', WINDOWS],
  ['darwin', 'arm64', ['coreml', 'webgpu', 'cpu']],
  ['linux', 'x64', ['cuda', 'tensorrt', 'webgpu', 'cpu']],
  ['linux', 'arm64', ['cpu']],
])('on %s/%s there could be %j', (platform, arch, expected) => {
  expect(devicesOf(platform, arch)).toEqual(expected);
});
