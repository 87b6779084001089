import type { DeviceChoice } from '../../core/devices.ts';

/** English for what models run on. */
export const devicesEn = {
  devices: {
    title: 'Models run on',
    names: {
      auto: 'Automatic',
      cpu: 'Processor',
      cuda: 'CUDA (NVIDIA)',
      tensorrt: 'TensorRT (NVIDIA)',
      directml: 'DirectML (Windows)',
      coreml: 'Core ML (Mac)',
      webgpu: 'WebGPU (any GPU)',
    } satisfies Record<DeviceChoice, string>,
    hint: 'Automatic takes a GPU that calculates right and is faster than the processor. A change holds from the next run on.',
    check: 'Try them all',
    checking: 'Trying …',
    works: 'works',
    refused: 'can’t be used',
    speed: (times: string) => `${times} × the speed of the processor`,
  },
};

/** English for what a run needs of the machine. */
export const memoryEn = {
  memory: {
    title: 'Memory',
    usage: 'What models run on, and how much memory the nodes take now',
  },
};
