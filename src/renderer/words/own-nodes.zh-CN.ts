import type { ownNodesEn } from './own-nodes.en.ts';

/** Simplified Chinese for a person's own nodes. */
export const ownNodesZhCN: typeof ownNodesEn = {
  ownNodes: {
    title: '你自己的节点',
    loadedFrom: (count) => `${count} 个节点，来自`,
    forget: '不再加载',
    place: (file, line) => `${file}，第 ${line} 行`,
    waiting: (count) => `${count} 个文件尚未加载：`,
    waitingHint: '它们是代码，会以你的权限运行。只有知道其来源时才允许。',
    allow: '允许这个文件夹',
  },
};
