import type { queueCommandsEn, queueEn } from './queue.en.ts';

/** Simplified Chinese for the commands of the queue. */
export const queueCommandsZhCN: typeof queueCommandsEn = {
  runNext: '插到最前运行',
  pauseQueue: '暂停队列',
  clearQueue: '清空队列',
  clearHistory: '清空历史',
};

/** Simplified Chinese for the queue and the history. */
export const queueZhCN: typeof queueEn = {
  queue: {
    title: '队列',
    history: '历史',
    empty: '没有正在运行或等待的任务。',
    waiting: '等待中的运行',
    pause: '暂停',
    resume: '继续',
    paused: '已暂停',
    pausedNote: '已暂停：不会开始新的运行，正在进行的运行不受影响。',
    waitsFromBefore: (count) => `上次还有 ${count} 个运行在等待。`,
    clear: '清空',
    seeds: (values) => `种子 ${values.join('、')}`,
    first: (name) => `下一个运行：${name}`,
    moveUp: (name) => `上移：${name}`,
    moveDown: (name) => `下移：${name}`,
    remove: (name) => `移出队列：${name}`,
    position: (index, count) => `第 ${index} 个，共 ${count} 个`,
    batch: (count, waiting) => `一批 ${count} 个 · ${waiting} 个等待中`,
    wholeBatch: (name) => `整批 ${name}`,
    stopBatch: '停止整批',
    search: '搜索历史',
    noneFound: '没有匹配的运行。',
    more: '显示更早的运行',
    repeat: '再次运行',
    forget: '删除记录',
    times: '用时',
    show: '显示队列',
    clearHistoryTitle: '清空历史？',
    clearHistoryText: '已结束的运行及其工作流记录会被删除，它们写出的文件会保留。',
  },
};
