import type { Point } from '../../core/workflow.ts';

/** How far a wire goes straight out of a port before it bends, as a share of the way. */
const BEND = 0.5;
const SHORTEST_BEND = 24;
const LONGEST_BEND = 160;

interface Segment {
  readonly from: Point;
  readonly to: Point;
  /** The two handles of the cubic curve. */
  readonly out: Point;
  readonly back: Point;
}

/** A smooth curve from output to input past some points: an SVG path, and where and at what angle its middle is. */
export function wirePath(source: Point, target: Point, via: readonly Point[]) {
  const segments = segmentsOf(source, target, via);
  const d = segments
    .map(
      ({ from, out, back, to }, index) =>
        `${index === 0 ? `M${pair(from)} ` : ''}C${pair(out)} ${pair(back)} ${pair(to)}`,
    )
    .join(' ');
  const middle = segments[Math.floor(segments.length / 2)];
  const share = segments.length % 2 === 0 ? 0 : 0.5;
  return { d, middle: middle ? pointOn(middle, share) : source, degrees: middle ? directionOn(middle, share) : 0 };
}

/** Between which of a wire's points a new one goes: the segment that passes nearest. */
export function nearestSegment(source: Point, target: Point, via: readonly Point[], [x, y]: Point): number {
  const distances = segmentsOf(source, target, via).map((segment) =>
    Math.min(...SAMPLES.map((share) => pointOn(segment, share)).map(([px, py]) => Math.hypot(px - x, py - y))),
  );
  return distances.indexOf(Math.min(...distances));
}

const SAMPLES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

function segmentsOf(source: Point, target: Point, via: readonly Point[]): Segment[] {
  const points = [source, ...via, target];
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? source;
    const reach = bendOf(from, to);
    const out = tangentAt(points, index);
    const back = tangentAt(points, index + 1);
    return {
      from,
      to,
      out: [from[0] + out[0] * reach, from[1] + out[1] * reach],
      back: [to[0] - back[0] * reach, to[1] - back[1] * reach],
    };
  });
}

/** Out of and into ports wires run straight to the right; past a point, along the line between its neighbours. */
function tangentAt(points: readonly Point[], index: number): Point {
  const [before, after] = [points[index - 1], points[index + 1]];
  if (!before || !after) return [1, 0];
  const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}

function bendOf(from: Point, to: Point): number {
  const distance = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const across = Math.abs(to[0] - from[0]);
  const wanted = Math.max(across, distance * 0.6) * BEND;
  return Math.min(Math.max(wanted, Math.min(SHORTEST_BEND, distance * BEND)), LONGEST_BEND);
}

function pointOn({ from, out, back, to }: Segment, share: number): Point {
  const rest = 1 - share;
  const at = (axis: 0 | 1) =>
    rest ** 3 * from[axis] +
    3 * rest ** 2 * share * out[axis] +
    3 * rest * share ** 2 * back[axis] +
    share ** 3 * to[axis];
  return [at(0), at(1)];
}

function directionOn({ from, out, back, to }: Segment, share: number): number {
  const rest = 1 - share;
  const slope = (axis: 0 | 1) =>
    rest ** 2 * (out[axis] - from[axis]) +
    2 * rest * share * (back[axis] - out[axis]) +
    share ** 2 * (to[axis] - back[axis]);
  return (Math.atan2(slope(1), slope(0)) * 180) / Math.PI;
}

function pair([x, y]: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
