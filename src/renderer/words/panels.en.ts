import type { AfterRun } from '../../core/after-run.ts';
import type { RunStatus } from '../../core/queue-api.ts';
import type { Settings } from '../../core/settings.ts';
import type { LeftPanel } from '../state/session.ts';

/** English for the commands of runs and panels. */
export const panelCommandsEn = {
  runToHere: 'Run to here',
  appView: 'App view',
  outputs: 'Outputs',
  runs: 'Runs',
  shortcuts: 'Shortcuts',
  settings: 'Settings',
};

/** English for settings, runs, results, widgets and the app view. */
export const panelsEn = {
  leftPanels: {
    palette: 'Nodes',
    outputs: 'Outputs',
    packs: 'Model packs',
    history: 'Runs',
    shortcuts: 'Shortcuts',
    settings: 'Settings',
  } satisfies Record<LeftPanel, string>,
  close: 'Close',
  comma: ', ',

  settings: {
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<Settings['theme'], string>,
    motion: 'Motion',
    motions: { system: 'System', reduced: 'Reduced' } satisfies Record<Settings['motion'], string>,
    systemLanguage: 'System',
    models: 'Memory for open models',
    half: 'Half of all',
    disk: 'Results kept on disk',
    noDisk: 'None',
    folders: 'Folders',
    changeShortcuts: 'Change keyboard shortcuts …',
    outputs: 'Outputs',
    workflows: 'Example workflows',
    packs: 'Model packs',
  },

  shortcuts: {
    find: 'Find a command',
    resetAll: 'Reset all',
    reset: (name: string) => `Reset: ${name}`,
    remove: (name: string) => `Take the keys away: ${name}`,
    change: (name: string, keys: string) => `${name}: ${keys}`,
    press: 'Press keys …',
    none: 'None',
    taken: (keys: string, name: string) => `${keys} is “${name}”.`,
    fixed: (keys: string) => `${keys} has a meaning of its own. Press other keys.`,
    giveHere: 'Use it here',
    keep: 'Leave it',
    everywhere: 'Everywhere',
    inNumbers: 'In number fields',
    onCanvas: 'On the canvas',
    step: 'One step more or less',
    tenSteps: 'Ten steps',
    drag: 'Change by dragging',
    dragKeys: 'Drag sideways',
    space: 'Space',
    move: 'Move the selected nodes',
    next: 'Next node, wire or control',
    choose: 'Select the node or wire in focus',
  },

  outputsPanel: {
    filter: 'Filter by name',
    empty: 'What runs write appears here.',
    noneFound: 'No file matches.',
    openWorkflow: 'Open its workflow',
    refresh: 'Look again',
    count: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  },

  runsPanel: {
    empty: 'Runs that are over appear here, each with its results and the workflow as it was.',
    open: 'Open as it was',
    compare: 'Compare',
    statuses: {
      waiting: 'waiting',
      running: 'running',
      done: 'done',
      failed: 'failed',
      stopped: 'stopped',
      interrupted: 'interrupted',
    } satisfies Record<RunStatus, string>,
    opened: (name: string) => `${name} is open as it was run`,
  },

  running: {
    count: 'How many runs',
    times: (count: number) => `Run ${count} times`,
    overall: 'Progress of the run',
    nodes: (done: number, total: number) => `${done} of ${total} nodes`,
    showPort: 'Show where',
  },

  player: {
    play: 'Play',
    pause: 'Pause',
    position: 'Position',
    loop: 'Loop',
    back: 'One frame back',
    forward: 'One frame on',
    speed: 'Speed',
    frame: (frame: number, count: number) => `${frame} / ${count}`,
    compareWith: 'Compare with',
    nothing: 'nothing',
    sideBySide: 'Side by side',
    slider: 'Slider',
    divide: 'Where one ends and the other begins',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    text: 'Text',
    copy: 'Copy',
  },

  widget: {
    afterRun: 'After a run',
    afterRuns: {
      fixed: 'keep',
      increment: '+1',
      decrement: '−1',
      random: 'random',
    } satisfies Record<AfterRun, string>,
    size: 'Size',
    dropFile: 'Drop a file here',
    chooseFile: 'Choose …',
    noFile: 'Take the file away',
    shape: 'Shape',
    ownShape: 'own',
    swap: 'Swap width and height',
    seconds: (seconds: string) => `${seconds} s`,
    secondsAt: (fps: string) => `at ${fps} frames/s`,
    filter: 'Filter the options',
    ownValue: 'Use a value of its own',
    makeInput: 'Let a wire give this value',
    chooseSource: 'Choose where it comes from',
    packsOwn: 'pack’s own',
    reset: (value: string) => `Back to ${value}`,
    plot: 'Plot',
    plotOf: (title: string, first: string, last: string, count: number) =>
      `${title}: ${count} values from ${first} to ${last}`,
  },

  app: {
    graph: 'Graph',
    app: 'App',
    view: 'View',
    empty: 'No setting is shown here yet. In the graph, select a node and pin the settings that belong here.',
    pin: (label: string) => `Show ${label} in the app view`,
    pinResult: 'Show its result in the app view',
    noResult: 'The result appears here.',
    moveUp: 'Further up',
    remove: 'Take out of the app view',
  },

  targets: (port: string) => `Where ${port} goes`,
  addTarget: 'connect to …',
  removeTarget: (name: string) => `Disconnect ${name}`,
  ranges: {
    between: (min: string, max: string) => `${min} to ${max}`,
    from: (min: string) => `from ${min}`,
    upTo: (max: string) => `up to ${max}`,
    steps: (step: string) => `in steps of ${step}`,
    byDefault: (value: string) => `at first ${value}`,
  },
};
