/** English for what a window has beyond a browser, and for files on the disk. */
export const desktopCommandsEn = {
  saveToFile: 'Save to a file …',
  saveWithResults: 'Save with results',
};

export const desktopEn = {
  archive: {
    saved: (count: number) => (count === 1 ? 'Saved with one result' : `Saved with ${count} results`),
    tooLarge: 'The results are too large for one file',
    tooLargeHint: 'Save the workflow alone, and send the results beside it.',
  },
  desktop: {
    unreadable: (name: string) => `${name} can’t be read`,
    unreadableHint: 'It may have been moved, or it may be in a folder that is closed to you.',
    chooseOutputs: 'Choose another folder …',
    choosePacks: 'Add a folder …',
    fromNextStart: (folder: string) => `From the next start on: ${folder}`,
  },
};
