import type { FloatPort, IntPort, SeedPort } from '../../core/ports.ts';

/** The value some steps away, on the widget's grid and inside its range. */
export function stepNumber(widget: IntPort | FloatPort | SeedPort, value: number, steps: number): number {
  const { min, max, step = widget.kind === 'float' ? 0.1 : 1 } = widget.kind === 'seed' ? SEED_RANGE : widget;
  const base = min ?? 0;
  const index = (value - base) / step;
  // From between two places on the grid, the first step goes to the next place.
  const start = steps > 0 ? Math.floor(index + TOLERANCE) : Math.ceil(index - TOLERANCE);
  const next = Number((base + (start + steps) * step).toPrecision(12));
  return Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, next));
}

/** How many steps a drag of some pixels to the right means; ten times as many with Shift. */
export function stepsOfDrag(pixels: number, isFast: boolean): number {
  return Math.trunc(pixels / PIXELS_PER_STEP) * (isFast ? 10 : 1) || 0;
}

const PIXELS_PER_STEP = 5;
const TOLERANCE = 1e-6;
const SEED_RANGE = { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 };
