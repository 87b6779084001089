import type { SkipReason } from '../../core/run-events.ts';
import type { NodeStatus } from '../state/run-state.ts';
import { canvasCommandsEn, canvasEn } from './canvas-en.ts';
import { desktopCommandsEn, desktopEn } from './desktop.en.ts';
import { devicesEn, memoryEn } from './devices.en.ts';
import { editorCommandsEn, editorEn } from './editor.en.ts';
import { ownNodesEn } from './own-nodes.en.ts';
import { panelCommandsEn, panelsEn } from './panels.en.ts';
import { queueCommandsEn, queueEn } from './queue.en.ts';
import { subgraphCommandsEn, subgraphsEn } from './subgraphs.en.ts';

const status: Record<NodeStatus, string> = {
  queued: 'queued',
  running: 'running',
  done: 'done',
  cached: 'unchanged, not run again',
  skipped: 'skipped',
  failed: 'failed',
  stopped: 'stopped',
};

const skipReasons: Record<SkipReason, string> = {
  'not-chosen': 'skipped: its branch was not chosen',
  'not-needed': 'skipped: nothing needed it',
  bypassed: 'skipped: bypassed',
  muted: 'skipped: muted',
  'cut-off': 'skipped: it needs something that is muted or bypassed',
  'empty-list': 'skipped: the list is empty',
};

/** English; the other languages have the same keys. */
export const en = {
  commands: {
    run: 'Run',
    stop: 'Stop',
    undo: 'Undo',
    redo: 'Redo',
    delete: 'Delete',
    selectAll: 'Select all',
    search: 'Search nodes',
    fit: 'Show everything',
    ...canvasCommandsEn,
    ...panelCommandsEn,
    ...desktopCommandsEn,
    ...editorCommandsEn,
    ...queueCommandsEn,
    ...subgraphCommandsEn,
  },
  ...canvasEn,
  status,
  skipReasons,
  progress: 'Progress of',
  changed: 'changed',
  inQueue: (count: number) => `${count} queued`,

  canvas: 'Workflow canvas',
  emptyCanvas: 'Double-click to add a node, or start from a template.',
  fromNode: (title: string) => `from ${title}`,
  rollSeed: 'Roll a new seed',

  searchNodes: 'Search nodes',
  noNodesFound: (search: string) => `No node matches “${search}”.`,
  addNode: (title: string) => `Add ${title}`,
  language: 'Language',

  inspector: 'Inspector',
  inspectorEmpty: 'Select a node to see what it does and what its ports carry.',
  manySelected: (count: number) => `${count} nodes are selected.`,
  inputs: 'Inputs',
  outputs: 'Outputs',
  notConnected: 'not connected',
  valueOfItsOwn: 'value of its own',
  source: (port: string) => `Where ${port} comes from`,
  lastRun: 'Last run',
  newerOrUnknown: 'This node is not known here. It is kept as it is in the file.',

  problems: 'Problems',
  cannotRun: (count: number) =>
    count === 1 ? 'One problem keeps the workflow from running' : `${count} problems keep the workflow from running`,
  showNode: 'Show the node',

  results: 'Results',
  resultsEmpty: 'Write what the video is to show, then press Run: it appears here and on its node.',
  reveal: 'Show in folder',
  download: 'Download',
  earlierResults: 'Earlier results',
  failedAt: (title: string) => `${title} failed`,
  given: 'It was given',
  bug: 'This is a bug in Patchloom.',

  ready: 'Ready',
  runsElsewhere: 'A workflow of another tab is running',
  /** Names that examples give their nodes are the app's words too. */
  exampleName: (name: string): string => name,
  loading: 'Connecting …',
  connectionLost: 'The connection to Patchloom broke; trying again …',
  runDone: (seconds: string) => `Done in ${seconds}`,
  runFailed: 'The run failed',
  runStopped: 'Stopped',
  secondsLeft: (seconds: string) => `${seconds} left`,
  perSecond: (rate: string, unit: string) => `${rate} ${unit}/s`,
  nodeCount: (count: number) => (count === 1 ? '1 node' : `${count} nodes`),
  panels: 'Panels',
  toggleSidePanel: 'Inspector and results',

  ...panelsEn,
  ...ownNodesEn,
  ...devicesEn,
  ...memoryEn,
  ...desktopEn,
  ...editorEn,
  ...queueEn,
  subgraphs: subgraphsEn,
};
