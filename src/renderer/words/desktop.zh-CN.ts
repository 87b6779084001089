import type { desktopCommandsEn, desktopEn } from './desktop.en.ts';

/** Simplified Chinese for what a window has beyond a browser, and for files on the disk. */
export const desktopCommandsZhCN: typeof desktopCommandsEn = {
  saveToFile: '保存到文件……',
  saveWithResults: '连同结果一起保存',
};

export const desktopZhCN: typeof desktopEn = {
  archive: {
    saved: (count) => `已连同 ${count} 个结果一起保存`,
    tooLarge: '结果太大，无法放进一个文件',
    tooLargeHint: '请只保存工作流，结果另行发送。',
  },
  desktop: {
    unreadable: (name) => `无法读取 ${name}`,
    unreadableHint: '文件可能已被移动，或位于你无权访问的文件夹。',
    chooseOutputs: '选择其他文件夹……',
    choosePacks: '添加文件夹……',
    fromNextStart: (folder) => `下次启动时生效：${folder}`,
  },
};
