import type { Terms } from './local-specs.ts';

/** Simplified Chinese for units, folders of nodes and types of sockets. */
export const termsZhCN: Terms = {
  units: { px: '像素', frames: '帧', steps: '步', cells: '格', 'frames/s': '帧/秒', it: '次', tokens: 'token' },
  folders: {
    acceleration: '加速',
    conditioning: '条件',
    flow: '流程',
    guidance: '引导',
    latent: '潜空间',
    list: '列表',
    model: '模型',
    sampling: '采样',
    text: '文本',
    video: '视频',
  },
  sockets: {
    text: '文本',
    number: '数值',
    boolean: '布尔',
    model: '模型',
    conditioning: '条件',
    denoiser: '去噪器',
    sampler: '采样器',
    sigmas: '噪声级',
    latent: '潜变量',
    patches: '时空块',
    video: '视频',
    file: '文件',
    any: '任意类型',
  },
  sides: { input: '输入', output: '输出', 'frame count': '帧数' },
};
