import type { NodeChange } from '../../core/compare-workflows.ts';
import type { Download, Pack } from '../../core/pack-api.ts';
import type { Version } from '../commands/versions.ts';

type Ability = NonNullable<Pack['facts']>['abilities'][number];

/** English for commands on files, versions and model packs. */
export const editorCommandsEn = {
  exportSelection: 'Save the selection as a file',
  compare: 'Compare versions …',
  packs: 'Model packs',
  templates: 'Templates …',
};

/** English for selecting, resizing, comparing, templates and model packs. */
export const editorEn = {
  resizeNode: 'Drag to resize; double-click for its own size',
  wiresCut: (nodes: number): string => `Deleting the node${nodes === 1 ? '' : 's'} has cut wires.`,
  joinWires: 'Join their ends',
  compare: {
    title: 'Compare two versions',
    before: 'Before',
    after: 'After',
    swap: 'Swap',
    sources: {
      now: 'as it stands',
      saved: 'as it was saved',
      opened: 'as it was opened',
      open: 'open in another tab',
      own: 'saved',
      template: 'template',
      run: 'as it was run',
    } satisfies Record<Version['source'], string>,
    changes: 'Differences',
    same: 'Both are the same.',
    kinds: { added: 'added', removed: 'removed', changed: 'changed' } satisfies Record<NodeChange['kind'], string>,
    boxes: { group: 'Frame', note: 'Note' },
    subgraph: 'Subgraph',
    meta: 'The workflow itself',
    moved: (count: number) => (count === 1 ? 'One thing was only moved.' : `${count} things were only moved.`),
    nothing: 'nothing',
    looks: {
      title: 'name',
      mode: 'mode',
      color: 'colour',
      collapsed: 'collapsed',
      size: 'size',
      version: 'version of the node',
      type: 'type of the node',
      afterRun: 'after a run',
      description: 'description',
      app: 'app view',
    } as Readonly<Record<string, string>>,
  },
  packs: {
    title: 'Model packs',
    none: 'There are no model packs in these folders.',
    from: (hub: string) => `From the Hub (${hub})`,
    fetch: 'Fetch',
    lookedFor: 'Looked for in',
    fetchedTo: 'Fetched to',
    states: { own: 'put there by hand', downloaded: 'fetched', unfinished: 'not complete' } satisfies Record<
      Pack['state'],
      string
    >,
    abilities: {
      text: 'text to video',
      image: 'image to video',
      video: 'video to video',
      firstAndLastFrame: 'first and last frame',
      singleFrame: 'single pictures',
      variableSize: 'any size',
    } satisfies Record<Ability, string>,
    variant: (model: string, precision: string) => `${model} in ${precision}`,
    best: (width: number, height: number, frames: number) => `${width} × ${height}, ${frames} frames`,
    multiples: (of: number) => `multiples of ${of} px`,
    multiplesOf: (of: number, title: string) => `${title} makes sizes that are multiples of ${of} px.`,
    use: 'Use in the workflow',
    update: 'Fetch again',
    check: 'Check its files',
    remove: 'Remove',
    removeTitle: (name: string) => `Remove the model pack “${name}”?`,
    removeText: 'Its files are deleted. It can be fetched again.',
    allRight: (name: string) => `All files of ${name} are right.`,
    wrong: (name: string) => `${name} is damaged; fetch it again.`,
    downloads: {
      fetching: 'fetching',
      paused: 'paused',
      done: 'here, checksums right',
      failed: 'failed',
    } satisfies Record<Download['state'], string>,
    downloadOf: (name: string) => `Download of ${name}`,
    bytes: (done: string, total: string) => `${done} of ${total}`,
    files: (done: number, total: number) => `${done} of ${total} files`,
    pause: 'Pause',
    goOn: 'Go on',
    dismiss: 'Dismiss',
    missing: 'Missing model packs',
    isMissing: (name: string) => `“${name}” is not here`,
    suppliedBy: (source: string) => `It can be had from ${source}.`,
    noSource: 'The workflow does not say where it comes from. Ask its author, or use another one:',
    takeInstead: (title: string) => `Use ${title} instead`,
  },
  templatesTitle: 'Templates',
  tensor: {
    histogram: (min: string, max: string) => `How often each value comes, from ${min} to ${max}`,
    shape: 'shape',
    mean: 'mean',
    deviation: 'deviation',
    notFinite: (count: number) => `${count} values are infinite or no numbers`,
  },
  gestures: {
    box: 'Select with a box',
    lasso: 'Select with a loop',
    copy: 'Drag a copy',
    pan: 'Move the canvas',
    drag: 'drag',
  },
};
