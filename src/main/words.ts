/** What the shell itself has to say; everything else comes from the editor. */
export interface ShellWords {
  readonly about: string;
  readonly services: string;
  readonly hide: string;
  readonly hideOthers: string;
  readonly showAll: string;
  readonly quit: string;
  readonly edit: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly window: string;
  readonly minimize: string;
  readonly zoom: string;
  readonly close: string;
  readonly front: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly openTitle: string;
  readonly openable: string;
  readonly saveTitle: string;
  readonly workflows: string;
  readonly folderTitles: { readonly outputs: string; readonly packs: string };
  readonly running: (runs: number) => string;
  readonly runningDetail: string;
  readonly keepRunning: string;
  readonly stopAndQuit: string;
  readonly windowEnds: string;
  readonly windowEndsDetail: string;
  readonly openAgain: string;
  readonly unresponsive: string;
  readonly unresponsiveDetail: string;
  readonly wait: string;
  readonly hostFailed: string;
  readonly hostFailedDetail: (reason: string) => string;
  readonly startAgain: string;
  readonly cannotStart: string;
}

const en: ShellWords = {
  about: 'About Patchloom',
  services: 'Services',
  hide: 'Hide Patchloom',
  hideOthers: 'Hide others',
  showAll: 'Show all',
  quit: 'Quit Patchloom',
  edit: 'Edit',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  window: 'Window',
  minimize: 'Minimize',
  zoom: 'Zoom',
  close: 'Close window',
  front: 'Bring all to front',
  fullScreen: 'Full screen',
  developerTools: 'Developer tools',
  openTitle: 'Open workflows',
  openable: 'Workflows, and videos and pictures that carry one',
  saveTitle: 'Save the workflow',
  workflows: 'Patchloom workflow',
  folderTitles: { outputs: 'Folder for what runs write', packs: 'One more folder with model packs' },
  running: (runs) => (runs === 1 ? 'A run is still under way' : `${runs} runs are not finished`),
  runningDetail:
    'If you quit, they are stopped, and what is not written yet is lost. Your workflows are kept either way.',
  keepRunning: 'Keep running',
  stopAndQuit: 'Stop and quit',
  windowEnds: 'The window has ended several times in a row',
  windowEndsDetail:
    'Your workflows are kept. If it happens again, start the computer anew or update its graphics driver.',
  openAgain: 'Open it again',
  unresponsive: 'The window does not answer',
  unresponsiveDetail: 'You can wait for it, or open it again; your workflows are kept, and runs go on.',
  wait: 'Wait',
  hostFailed: 'Patchloom has failed and can’t go on',
  hostFailedDetail: (reason) =>
    `This is a bug. Your workflows are kept and open again with the next start.\n\n${reason}`,
  startAgain: 'Start again',
  cannotStart: 'Patchloom could not start',
};

const zhCN: ShellWords = {
  about: '关于 Patchloom',
  services: '服务',
  hide: '隐藏 Patchloom',
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  quit: '退出 Patchloom',
  edit: '编辑',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  window: '窗口',
  minimize: '最小化',
  zoom: '缩放',
  close: '关闭窗口',
  front: '前置全部窗口',
  fullScreen: '全屏',
  developerTools: '开发者工具',
  openTitle: '打开工作流',
  openable: '工作流，以及带有工作流的视频和图片',
  saveTitle: '保存工作流',
  workflows: 'Patchloom 工作流',
  folderTitles: { outputs: '运行结果的文件夹', packs: '再添加一个模型包文件夹' },
  running: (runs) => (runs === 1 ? '有一个运行尚未结束' : `有 ${runs} 个运行尚未结束`),
  runningDetail: '退出会停止运行，尚未写出的内容会丢失。工作流在任何情况下都会保留。',
  keepRunning: '继续运行',
  stopAndQuit: '停止并退出',
  windowEnds: '窗口连续多次意外结束',
  windowEndsDetail: '工作流已保留。如果再次发生，请重新启动电脑，或更新显卡驱动。',
  openAgain: '重新打开',
  unresponsive: '窗口没有响应',
  unresponsiveDetail: '可以继续等待，也可以重新打开；工作流已保留，运行不受影响。',
  wait: '等待',
  hostFailed: 'Patchloom 出错，无法继续',
  hostFailedDetail: (reason) => `这是一个缺陷。工作流已保留，下次启动时会重新打开。\n\n${reason}`,
  startAgain: '重新启动',
  cannotStart: 'Patchloom 无法启动',
};

export const SHELL_WORDS = { en, 'zh-CN': zhCN } as const;

/** The words in the first of a person's languages that there are words in, else English. */
export function shellWords(languages: readonly string[]): ShellWords {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return zhCN;
    if (/^en\b/i.test(language)) return en;
  }
  return en;
}
