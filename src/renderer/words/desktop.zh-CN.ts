import type { desktopCommandsEn, desktopEn } from './desktop.en.ts';

/** Simplified Chinese for what a window has beyond a browser, and for files on the disk. */
export const desktopCommandsZhCN: typeof desktopCommandsEn = {
  saveToFile: '保存到文件……',
};

export const desktopZhCN: typeof desktopEn = {
  desktop: {
    unreadable: (name) => `无法读取 ${name}`,
    unreadableHint: '文件可能已被移动，或位于你无权访问的文件夹。',
    chooseOutputs: '选择其他文件夹……',
    choosePacks: '添加文件夹……',
    fromNextStart: (folder) => `下次启动时生效：${folder}`,
  },
};
