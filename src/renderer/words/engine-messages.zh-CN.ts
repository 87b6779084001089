import type { MessageTable } from './translate-message.ts';

/** Simplified Chinese for own nodes, devices and memory. */
export const engineMessagesZhCN: MessageTable = {
  // src/engine/own-nodes
  'There is a built-in node {id}: choose another id': '已有内置节点 {id}：请换一个 id',
  '{id} is in {file} already: choose another id': '{file} 中已有 {id}：请换一个 id',
  '{id} is not declared as it should be: {message}': '{id} 的声明不正确：{message}',
  'It did not load within {seconds} seconds': '在 {seconds} 秒内没有加载完成',
};
