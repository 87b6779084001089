import fs from 'node:fs';
import path from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

export const SMALLEST_WINDOW = { width: 800, height: 500 } as const;
const FIRST_WINDOW = { width: 1440, height: 900 } as const;
/** So much of a window has to be on a display for it to be found and dragged. */
const SEEN = 64;
const MOST_ARRANGEMENTS = 12;

const placementSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  isMaximized: z.boolean(),
  isFullScreen: z.boolean(),
});
export type Placement = z.infer<typeof placementSchema>;

/** Where the window was, by arrangement of displays; the one that was used last is the last key. */
const windowStateSchema = z.record(z.string(), placementSchema);
export type WindowState = z.infer<typeof windowStateSchema>;

export interface DisplayArea {
  /** Without task bars and docks. */
  readonly workArea: Rectangle;
}

/** Where the window belongs on these displays: where it was with the same ones, else where it was last, moved so that it is seen. */
export function placeWindow(state: WindowState, displays: readonly DisplayArea[]): Placement {
  const saved = state[arrangementOf(displays)] ?? Object.values(state).at(-1);
  const area = saved ? nearestArea(saved.bounds, displays) : displays[0]?.workArea;
  if (!area) return { bounds: { x: 0, y: 0, ...FIRST_WINDOW }, isMaximized: false, isFullScreen: false };
  if (saved) return { ...saved, bounds: isSeen(saved.bounds, displays) ? saved.bounds : fitInto(saved.bounds, area) };
  const x = area.x + Math.round((area.width - FIRST_WINDOW.width) / 2);
  const y = area.y + Math.round((area.height - FIRST_WINDOW.height) / 2);
  return { bounds: fitInto({ x, y, ...FIRST_WINDOW }, area), isMaximized: false, isFullScreen: false };
}

/** The state with the window's place on these displays; arrangements that have not been seen for long are forgotten. */
export function notePlacement(state: WindowState, displays: readonly DisplayArea[], placement: Placement): WindowState {
  const here = arrangementOf(displays);
  const others = Object.entries(state).filter(([arrangement]) => arrangement !== here);
  return Object.fromEntries([...others.slice(1 - MOST_ARRANGEMENTS), [here, placement]]);
}

/** What was kept; nothing when there is no such file or it is damaged: a window in the middle is no harm. */
export function readWindowState(file: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Written at once: the app may be about to end. */
export function writeWindowState(file: string, state: WindowState): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, JSON.stringify(state));
  fs.renameSync(`${file}.new`, file);
}

function arrangementOf(displays: readonly DisplayArea[]): string {
  return displays
    .map(({ workArea: { x, y, width, height } }) => `${width}×${height} at ${x},${y}`)
    .sort()
    .join(' + ');
}

/** Whether the title bar can be reached: windows may lie across displays, or partly beside them. */
function isSeen({ x, y, width }: Rectangle, displays: readonly DisplayArea[]): boolean {
  return displays.some(({ workArea: area }) => {
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    return across >= SEEN && y >= area.y && y + SEEN <= area.y + area.height;
  });
}

function nearestArea(bounds: Rectangle, displays: readonly DisplayArea[]): Rectangle | undefined {
  const distance = (area: Rectangle) =>
    Math.hypot(
      bounds.x + bounds.width / 2 - (area.x + area.width / 2),
      bounds.y + bounds.height / 2 - (area.y + area.height / 2),
    );
  return displays.map(({ workArea }) => workArea).sort((a, b) => distance(a) - distance(b))[0];
}

function fitInto({ x, y, width, height }: Rectangle, area: Rectangle): Rectangle {
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  const clamp = (value: number, from: number, to: number) => Math.max(from, Math.min(value, to));
  return {
    x: clamp(x, area.x, area.x + area.width - size.width),
    y: clamp(y, area.y, area.y + area.height - size.height),
    ...size,
  };
}
