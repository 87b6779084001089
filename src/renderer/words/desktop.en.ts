/** English for what a window has beyond a browser, and for files on the disk. */
export const desktopCommandsEn = {
  saveToFile: 'Save to a file …',
};

export const desktopEn = {
  desktop: {
    unreadable: (name: string) => `${name} can’t be read`,
    unreadableHint: 'It may have been moved, or it may be in a folder that is closed to you.',
    chooseOutputs: 'Choose another folder …',
    choosePacks: 'Add a folder …',
    fromNextStart: (folder: string) => `From the next start on: ${folder}`,
  },
};
