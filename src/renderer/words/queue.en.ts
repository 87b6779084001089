/** English for the commands of the queue. */
export const queueCommandsEn = {
  runNext: 'Run next',
  pauseQueue: 'Pause the queue',
  clearQueue: 'Clear the queue',
  clearHistory: 'Clear the history',
};

/** English for the queue and the history. */
export const queueEn = {
  queue: {
    title: 'Queue',
    history: 'History',
    empty: 'Nothing runs or waits.',
    waiting: 'Waiting runs',
    pause: 'Pause',
    resume: 'Resume',
    paused: 'Paused',
    pausedNote: 'Paused: nothing new starts. What runs goes on.',
    waitsFromBefore: (count: number) =>
      count === 1 ? 'One run waits from last time.' : `${count} runs wait from last time.`,
    clear: 'Clear',
    seeds: (values: readonly number[]) => `${values.length === 1 ? 'seed' : 'seeds'} ${values.join(', ')}`,
    first: (name: string) => `Run next: ${name}`,
    moveUp: (name: string) => `Move up: ${name}`,
    moveDown: (name: string) => `Move down: ${name}`,
    remove: (name: string) => `Remove: ${name}`,
    position: (index: number, count: number) => `${index} of ${count}`,
    batch: (count: number, waiting: number) => `Batch of ${count} · ${waiting} waiting`,
    wholeBatch: (name: string) => `the batch ${name}`,
    stopBatch: 'Stop the batch',
    search: 'Search the history',
    noneFound: 'No run matches.',
    more: 'Show earlier runs',
    repeat: 'Run again',
    forget: 'Forget',
    times: 'Times',
    show: 'Show the queue',
    clearHistoryTitle: 'Clear the history?',
    clearHistoryText: 'Runs that are over are forgotten, with their workflows. The files that they wrote stay.',
  },
};
