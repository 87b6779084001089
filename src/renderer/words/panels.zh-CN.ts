import type { panelCommandsEn, panelsEn } from './panels.en.ts';

/** Simplified Chinese for the commands of runs and panels. */
export const panelCommandsZhCN: typeof panelCommandsEn = {
  runToHere: '运行到此处',
  appView: '应用视图',
  outputs: '输出',
  runs: '运行记录',
  shortcuts: '快捷键',
  settings: '设置',
};

/** Simplified Chinese for settings, runs, results, widgets and the app view. */
export const panelsZhCN: typeof panelsEn = {
  leftPanels: {
    palette: '节点',
    outputs: '输出',
    packs: '模型包',
    history: '运行记录',
    shortcuts: '快捷键',
    settings: '设置',
  },
  close: '关闭',
  comma: '，',

  settings: {
    theme: '主题',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    motion: '动效',
    motions: { system: '跟随系统', reduced: '减弱' },
    systemLanguage: '跟随系统',
    disk: '保留在磁盘上的结果',
    noDisk: '不保留',
    folders: '文件夹',
    outputs: '输出',
    workflows: '示例工作流',
    packs: '模型包',
  },

  shortcuts: {
    everywhere: '任何位置',
    inNumbers: '数值框内',
    onCanvas: '画布上',
    step: '增减一步',
    tenSteps: '增减十步',
    drag: '拖动修改',
    dragKeys: '左右拖动',
    space: '空格',
    move: '移动选中的节点',
    next: '下一个节点、连线或控件',
    choose: '选中焦点所在的节点或连线',
  },

  outputsPanel: {
    filter: '按名称筛选',
    empty: '运行写入的文件会显示在这里。',
    noneFound: '没有匹配的文件。',
    openWorkflow: '打开其工作流',
    refresh: '重新查看',
    count: (count) => `${count} 个文件`,
  },

  runsPanel: {
    empty: '已结束的运行会显示在这里，包括结果和当时的工作流。',
    open: '按当时的样子打开',
    compare: '对比',
    statuses: {
      waiting: '等待中',
      running: '运行中',
      done: '已完成',
      failed: '失败',
      stopped: '已停止',
      interrupted: '被中断',
    },
    opened: (name) => `已按运行时的样子打开 ${name}`,
  },

  running: {
    count: '运行次数',
    times: (count) => `运行 ${count} 次`,
    overall: '运行的总进度',
    nodes: (done, total) => `${done} / ${total} 个节点`,
    showPort: '查看位置',
  },

  player: {
    play: '播放',
    pause: '暂停',
    position: '位置',
    loop: '循环',
    back: '后退一帧',
    forward: '前进一帧',
    speed: '速度',
    frame: (frame, count) => `${frame} / ${count} 帧`,
    compareWith: '与之对比',
    nothing: '不对比',
    sideBySide: '并排',
    slider: '滑块',
    divide: '分界位置',
    zoomIn: '放大',
    zoomOut: '缩小',
    text: '文本',
    copy: '复制',
  },

  widget: {
    afterRun: '运行之后',
    afterRuns: { fixed: '不变', increment: '加一', decrement: '减一', random: '随机' },
    size: '尺寸',
    dropFile: '把文件拖到这里',
    chooseFile: '选择……',
    noFile: '移除文件',
    shape: '比例',
    ownShape: '自定',
    swap: '交换宽高',
    seconds: (seconds) => `${seconds} 秒`,
    secondsAt: (fps) => `按 ${fps} 帧/秒`,
    filter: '筛选选项',
    ownValue: '使用自身的值',
    makeInput: '改由连线提供',
    chooseSource: '选择来源',
    reset: (value) => `恢复为 ${value}`,
    plot: '曲线',
    plotOf: (title, first, last, count) => `${title}：${count} 个值，从 ${first} 到 ${last}`,
  },

  app: {
    graph: '图',
    app: '应用',
    view: '视图',
    empty: '这里还没有设置项。请在图中选中节点，把需要的设置固定到这里。',
    pin: (label) => `在应用视图中显示${label}`,
    pinResult: '在应用视图中显示其结果',
    noResult: '结果会显示在这里。',
    moveUp: '上移',
    remove: '从应用视图中移除',
  },

  targets: (port) => `${port} 的去向`,
  addTarget: '连接到……',
  removeTarget: (name) => `断开 ${name}`,
  ranges: {
    between: (min, max) => `${min} 至 ${max}`,
    from: (min) => `不小于 ${min}`,
    upTo: (max) => `不大于 ${max}`,
    steps: (step) => `步长 ${step}`,
    byDefault: (value) => `初始为 ${value}`,
  },
};
