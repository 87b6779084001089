import type { MessageTable } from './translate-message.ts';

/** Simplified Chinese for own nodes, devices and memory. */
export const engineMessagesZhCN: MessageTable = {
  // src/engine/own-nodes
  'There is a built-in node {id}: choose another id': '已有内置节点 {id}：请换一个 id',
  '{id} is in {file} already: choose another id': '{file} 中已有 {id}：请换一个 id',
  '{id} is not declared as it should be: {message}': '{id} 的声明不正确：{message}',
  'It did not load within {seconds} seconds': '在 {seconds} 秒内没有加载完成',

  // src/core/memory.ts
  'This may need {a} GB of memory ({message} {b} GB), and there are {c} GB':
    '这可能需要 {a} GB 内存（{message} {b} GB），而可用的只有 {c} GB',
  'Patchloom itself': 'Patchloom 自身',
  'the models': '模型',
  sampling: '采样',
  decoding: '解码',
  'the frames': '帧',
  'Choose a smaller model pack, or one with quantised models.': '请选择更小的模型包，或带量化模型的模型包。',
  'Lower width, height or the number of frames.': '请减小宽度、高度或帧数。',

  // src/engine/devices, src/engine/onnx
  'its libraries are not installed': '未安装所需的库',
  'no Vulkan driver is installed': '未安装 Vulkan 驱动',
  'ONNX Runtime has none for {system}': 'ONNX Runtime 不支持 {system} 上的这种设备',
  'it gets attention wrong, by {share} against the processor': '注意力计算有误，与处理器相差 {share}',
  'attention in one operator is off by {share}: models that have it stay on the processor':
    '单算子注意力的误差为 {share}：含有它的模型留在处理器上运行',
};
