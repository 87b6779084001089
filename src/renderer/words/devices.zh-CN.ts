import type { devicesEn, memoryEn } from './devices.en.ts';

/** Simplified Chinese for what models run on. */
export const devicesZhCN: typeof devicesEn = {
  devices: {
    title: '模型运行于',
    names: {
      auto: '自动',
      cpu: '处理器',
      cuda: 'CUDA（NVIDIA）',
      tensorrt: 'TensorRT（NVIDIA）',
      directml: 'DirectML（Windows）',
      coreml: 'Core ML（Mac）',
      webgpu: 'WebGPU（任意 GPU）',
    },
    hint: '“自动”会选用计算正确且比处理器更快的 GPU。更改从下一次运行开始生效。',
    check: '全部试一遍',
    checking: '正在尝试……',
    works: '可用',
    refused: '不可用',
    speed: (times) => `处理器速度的 ${times} 倍`,
  },
};

/** Simplified Chinese for what a run needs of the machine. */
export const memoryZhCN: typeof memoryEn = {
  memory: {
    title: '内存',
    usage: '模型运行于何处，以及节点目前占用多少内存',
  },
};
