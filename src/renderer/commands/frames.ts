import { addGroup, type Box, boundsOf, changeBox, insideOf } from '../../core/edits-boxes.ts';
import type { Workflow } from '../../core/workflow.ts';
import { boxOf, groupKey } from '../state/box-keys.ts';
import { useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import { selectedBoxes, selection } from './selection.ts';

const PADDING = 24;
const HEADER = 32;

export const hasFrames = () => selection().groups.length > 0;

/** Puts a frame around the selected nodes, groups and notes. */
export function groupSelected(): void {
  const around = boundsOf(Object.values(selectedBoxes()));
  if (!around) return;
  let added = '';
  useDocument.getState().edit(
    (workflow) => {
      const next = addGroup(workflow, frameAround(around), currentWords().groupTitle);
      added = next.id;
      return next.workflow;
    },
    { label: 'group' },
  );
  useSession.getState().select([], [], [groupKey(added)]);
}

/** Selects all that the selected frames hold, instead of the frames. */
export function selectInside(): void {
  const keys = [...new Set(Object.values(framesWithContent()).flatMap(({ inside }) => Object.keys(inside)))];
  useSession.getState().select(
    keys.filter((key) => !boxOf(key)),
    [],
    keys.filter((key) => boxOf(key)),
  );
}

/** Draws the selected frames as tightly around what they hold as when they were made; an empty one stays as it is. */
export function fitFrames(): void {
  const frames = Object.entries(framesWithContent()).flatMap(([id, { inside }]) => {
    const around = boundsOf(Object.values(inside));
    return around ? [[id, frameAround(around)] as const] : [];
  });
  useDocument
    .getState()
    .edit((workflow) => frames.reduce((next: Workflow, [id, box]) => changeBox(next, 'groups', id, box), workflow), {
      label: 'resize',
    });
}

/** The selected frames, each with the place and size of what it holds. */
function framesWithContent(): Readonly<Record<string, { readonly inside: Readonly<Record<string, Box>> }>> {
  const boxes = useSession.getState().view?.boxes() ?? {};
  return Object.fromEntries(
    selection().groups.map((id) => {
      const { [groupKey(id)]: frame, ...others } = boxes;
      const keys = frame ? insideOf(frame, others) : [];
      return [id, { inside: Object.fromEntries(Object.entries(others).filter(([key]) => keys.includes(key))) }];
    }),
  );
}

function frameAround({ position: [x, y], size: [width, height] }: Box): Box {
  return {
    position: [x - PADDING, y - PADDING - HEADER],
    size: [width + 2 * PADDING, height + 2 * PADDING + HEADER],
  };
}
