import { canvasCommandsZh, canvasZh } from './canvas-zh.ts';
import { desktopCommandsZhCN, desktopZhCN } from './desktop.zh-CN.ts';
import { devicesZhCN, memoryZhCN } from './devices.zh-CN.ts';
import { editorCommandsZhCN, editorZhCN } from './editor.zh-CN.ts';
import { exampleNameZhCN } from './example-names.zh-CN.ts';
import type { Words } from './languages.ts';
import { ownNodesZhCN } from './own-nodes.zh-CN.ts';
import { panelCommandsZhCN, panelsZhCN } from './panels.zh-CN.ts';
import { queueCommandsZhCN, queueZhCN } from './queue.zh-CN.ts';
import { subgraphCommandsZhCN, subgraphsZhCN } from './subgraphs.zh-CN.ts';

/** Simplified Chinese. */
export const zhCN: Words = {
  commands: {
    run: '运行',
    stop: '停止',
    undo: '撤销',
    redo: '重做',
    delete: '删除',
    selectAll: '全选',
    search: '搜索节点',
    fit: '显示全部',
    ...canvasCommandsZh,
    ...panelCommandsZhCN,
    ...desktopCommandsZhCN,
    ...editorCommandsZhCN,
    ...queueCommandsZhCN,
    ...subgraphCommandsZhCN,
  },
  ...canvasZh,
  skipReasons: {
    'not-chosen': '已跳过：所在分支未被选中',
    'not-needed': '已跳过：没有节点需要它',
    bypassed: '已跳过：已旁路',
    muted: '已跳过：已静音',
    'cut-off': '已跳过：它需要的节点已静音或旁路',
    'empty-list': '已跳过：列表为空',
  },
  status: {
    queued: '排队中',
    running: '运行中',
    done: '已完成',
    cached: '未改变，无需重新运行',
    skipped: '已跳过',
    failed: '失败',
    stopped: '已停止',
  },
  progress: '进度：',
  changed: '有改动',
  inQueue: (count) => `${count} 个排队`,

  canvas: '工作流画布',
  emptyCanvas: '双击添加节点，或从模板开始。',
  fromNode: (title) => `来自 ${title}`,
  rollSeed: '换一个随机种子',

  searchNodes: '搜索节点',
  noNodesFound: (search) => `没有与“${search}”匹配的节点。`,
  addNode: (title) => `添加 ${title}`,
  language: '语言',

  inspector: '检查器',
  inspectorEmpty: '选中一个节点，查看它的作用和各端口传递的内容。',
  manySelected: (count) => `已选中 ${count} 个节点。`,
  inputs: '输入',
  outputs: '输出',
  notConnected: '未连接',
  valueOfItsOwn: '使用自身的值',
  source: (port) => `${port} 的来源`,
  lastRun: '上次运行',
  newerOrUnknown: '此处没有这种节点。文件中的内容会原样保留。',

  problems: '问题',
  cannotRun: (count) => `有 ${count} 个问题，工作流无法运行`,
  showNode: '定位到节点',

  results: '结果',
  resultsEmpty: '写下视频要呈现的内容，再点击“运行”：视频会显示在这里和对应的节点上。',
  reveal: '在文件夹中显示',
  download: '下载',
  earlierResults: '之前的结果',
  failedAt: (title) => `${title} 失败`,
  given: '当时的输入',
  bug: '这是 Patchloom 的一个缺陷。',

  ready: '就绪',
  runsElsewhere: '另一个标签页的工作流正在运行',
  exampleName: exampleNameZhCN,
  loading: '正在连接……',
  connectionLost: '与 Patchloom 的连接已断开，正在重试……',
  runDone: (seconds) => `完成，用时 ${seconds}`,
  runFailed: '运行失败',
  runStopped: '已停止',
  secondsLeft: (seconds) => `剩余 ${seconds}`,
  perSecond: (rate, unit) => `${rate} ${unit}/秒`,
  nodeCount: (count) => `${count} 个节点`,
  panels: '面板',
  toggleSidePanel: '检查器与结果',

  ...panelsZhCN,
  ...ownNodesZhCN,
  ...devicesZhCN,
  ...memoryZhCN,
  ...desktopZhCN,
  ...editorZhCN,
  ...queueZhCN,
  subgraphs: subgraphsZhCN,
};
