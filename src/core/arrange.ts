import { type Box, boundsOf } from './edits-boxes.ts';
import type { Point } from './workflow.ts';

export type AlignSide = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'across' | 'down';

export type Boxes = Readonly<Record<string, Box>>;
export type Places = Record<string, Point>;

/** New places that put boxes in line with one side of all of them together. */
export function alignBoxes(boxes: Boxes, side: AlignSide): Places {
  const around = boundsOf(Object.values(boxes));
  if (!around) return {};
  const isAcross = side === 'left' || side === 'centre' || side === 'right';
  const axis = isAcross ? 0 : 1;
  const share = side === 'left' || side === 'top' ? 0 : side === 'centre' || side === 'middle' ? 0.5 : 1;
  return placesOf(boxes, axis, ({ size }) => around.position[axis] + (around.size[axis] - size[axis]) * share);
}

/** New places with the same gap between neighbours; the outermost stay. Fewer than three stay as they are. */
export function distributeBoxes(boxes: Boxes, direction: Axis): Places {
  const axis = direction === 'across' ? 0 : 1;
  const around = boundsOf(Object.values(boxes));
  if (!around || Object.keys(boxes).length < 3) return {};
  const sorted = Object.entries(boxes).sort(([, a], [, b]) => a.position[axis] - b.position[axis]);
  const filled = sorted.reduce((sum, [, { size }]) => sum + size[axis], 0);
  const gap = (around.size[axis] - filled) / (sorted.length - 1);
  const starts = new Map<string, number>();
  let next = around.position[axis];
  for (const [id, { size }] of sorted) {
    starts.set(id, next);
    next += size[axis] + gap;
  }
  return placesOf(boxes, axis, (_box, id) => starts.get(id) ?? 0);
}

function placesOf(boxes: Boxes, axis: 0 | 1, start: (box: Box, id: string) => number): Places {
  return Object.fromEntries(
    Object.entries(boxes).map(([id, box]): [string, Point] => {
      const at = Math.round(start(box, id));
      return [id, axis === 0 ? [at, box.position[1]] : [box.position[0], at]];
    }),
  );
}

/** The keys of the boxes that a loop drawn around them touches; its last point is joined to its first. */
export function boxesInLoop(loop: readonly Point[], boxes: Boxes): string[] {
  return Object.entries(boxes).flatMap(
    ([
      key,
      {
        position: [left, top],
        size: [width, height],
      },
    ]) => {
      const [right, bottom] = [left + width, top + height];
      const marks: Point[] = [
        [left + width / 2, top + height / 2],
        [left, top],
        [right, top],
        [left, bottom],
        [right, bottom],
      ];
      const isCrossed = loop.some(([x, y]) => x >= left && x <= right && y >= top && y <= bottom);
      return isCrossed || marks.some((mark) => isInside(mark, loop)) ? [key] : [];
    },
  );
}

/** By how many sides of the loop a ray to the right crosses: an odd number, and the point is inside. */
function isInside([x, y]: Point, loop: readonly Point[]): boolean {
  const crossed = loop.filter(([x1, y1], index) => {
    const [x2, y2] = loop[(index + 1) % loop.length] ?? [x1, y1];
    return y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
  });
  return crossed.length % 2 === 1;
}
