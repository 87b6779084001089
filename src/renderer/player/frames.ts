/** Until two frames were seen, the rate of the built-in model's clips. */
export const FIRST_GUESS_SECONDS = 1 / 8;

/**
 * How long a frame lasts, from the times of two frames that were shown one after the other. Browsers skip frames but never
 * show half of one: the shortest time seen is the frame's.
 */
export function frameSecondsAfter(known: number | undefined, earlier: number, now: number): number | undefined {
  const seconds = now - earlier;
  if (seconds < SHORTEST_FRAME_SECONDS) return known;
  return known === undefined ? seconds : Math.min(known, seconds);
}

const SHORTEST_FRAME_SECONDS = 1 / 500;

/** Which frame is seen at a time, from 0, and how many there are. */
export function frameAt(time: number, duration: number, frameSeconds: number): { frame: number; count: number } {
  const count = Math.max(1, Math.round(duration / frameSeconds));
  return { frame: Math.min(count - 1, Math.floor(time / frameSeconds + TOLERANCE)), count };
}

/** Where to seek to for the frame some steps away: the middle of it, so that rounding never shows its neighbour. */
export function timeOfStep(time: number, duration: number, frameSeconds: number, steps: number): number {
  const { frame, count } = frameAt(time, duration, frameSeconds);
  const next = Math.max(0, Math.min(count - 1, frame + steps));
  return Math.min(duration, (next + 0.5) * frameSeconds);
}

const TOLERANCE = 1e-3;
