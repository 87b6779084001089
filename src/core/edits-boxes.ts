import type { Group, Note, Point, Workflow } from './workflow.ts';

/** A rectangle on the canvas. */
export interface Box {
  readonly position: Point;
  readonly size: Point;
}

/** Groups and notes: what lies on the canvas and is no node. */
export type BoxKind = 'groups' | 'notes';

/** What can be changed of a group or note; `undefined` takes a colour away. */
export interface BoxChange extends Partial<Box> {
  readonly title?: string;
  readonly text?: string;
  readonly color?: string | undefined;
}

/** `base`, or with the first number that makes it free. */
export function freeId(isTaken: (id: string) => boolean, base: string): string {
  if (!isTaken(base)) return base;
  for (let n = 2; ; n++) if (!isTaken(`${base}-${n}`)) return `${base}-${n}`;
}

/** Adds a frame. */
export function addGroup(workflow: Workflow, box: Box, title: string): { workflow: Workflow; id: string } {
  const id = freeId((taken) => workflow.groups.some((group) => group.id === taken), 'group');
  const group: Group = { id, title, ...copyBox(box) };
  return { workflow: { ...workflow, groups: [...workflow.groups, group] }, id };
}

/** Adds a note. */
export function addNote(workflow: Workflow, box: Box, text: string): { workflow: Workflow; id: string } {
  const id = freeId((taken) => workflow.notes.some((note) => note.id === taken), 'note');
  const note: Note = { id, text, ...copyBox(box) };
  return { workflow: { ...workflow, notes: [...workflow.notes, note] }, id };
}

/** Changes one group or note. */
export function changeBox(workflow: Workflow, kind: BoxKind, id: string, change: BoxChange): Workflow {
  const changed = <T extends Group | Note>(boxes: T[]): T[] =>
    boxes.map((box) => {
      if (box.id !== id) return box;
      const entries = Object.entries({ ...box, ...change }).filter(([, value]) => value !== undefined);
      return Object.fromEntries(entries) as T;
    });
  return kind === 'groups'
    ? { ...workflow, groups: changed(workflow.groups) }
    : { ...workflow, notes: changed(workflow.notes) };
}

/** Removes groups and notes; the nodes inside a group stay. */
export function removeBoxes(workflow: Workflow, groups: readonly string[], notes: readonly string[]): Workflow {
  return {
    ...workflow,
    groups: workflow.groups.filter(({ id }) => !groups.includes(id)),
    notes: workflow.notes.filter(({ id }) => !notes.includes(id)),
  };
}

/** The keys of the boxes whose middle is inside a frame: what it carries. */
export function insideOf(frame: Box, boxes: Readonly<Record<string, Box>>): string[] {
  return Object.entries(boxes).flatMap(([key, { position, size }]) => {
    const middle = [position[0] + size[0] / 2, position[1] + size[1] / 2] as const;
    const inside = [0, 1] as const;
    return inside.every(
      (axis) => middle[axis] >= frame.position[axis] && middle[axis] <= frame.position[axis] + frame.size[axis],
    )
      ? [key]
      : [];
  });
}

/** The smallest box around boxes; undefined around none. */
export function boundsOf(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const low = (axis: 0 | 1) => Math.min(...boxes.map(({ position }) => position[axis]));
  const high = (axis: 0 | 1) => Math.max(...boxes.map(({ position, size }) => position[axis] + size[axis]));
  return { position: [low(0), low(1)], size: [high(0) - low(0), high(1) - low(1)] };
}

function copyBox({ position: [x, y], size: [width, height] }: Box) {
  return { position: [x, y] as [number, number], size: [width, height] as [number, number] };
}
