import type { FloatPort, IntPort, Widget } from './ports.ts';
import type { Verdict } from './sockets.ts';

const OK: Verdict = { ok: true };
const no = (reason: string): Verdict => ({ ok: false, reason });

/** Whether a value may stand in a widget: its type, its range, its step. */
export function checkWidgetValue(widget: Widget, value: unknown): Verdict {
  switch (widget.kind) {
    case 'int':
      return typeof value === 'number' && Number.isSafeInteger(value)
        ? checkRange(widget, value)
        : no(`${shown(value)} is not a whole number`);
    case 'float':
      return typeof value === 'number' && Number.isFinite(value)
        ? checkRange(widget, value)
        : no(`${shown(value)} is not a number`);
    case 'seed':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? OK
        : no(`${shown(value)} is not a seed: choose a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
    case 'bool':
      return typeof value === 'boolean' ? OK : no(`${shown(value)} is not true or false`);
    case 'text':
    case 'file':
      return typeof value === 'string' ? OK : no(`${shown(value)} is not a text`);
    case 'color':
      return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)
        ? OK
        : no(`${shown(value)} is not a colour: write it as #rrggbb`);
    case 'choice':
      return typeof value === 'string' && widget.options.includes(value)
        ? OK
        : no(`${shown(value)} is not one of ${widget.options.join(', ')}`);
  }
}

/** Reads what a person typed (`--set node.widget=value`) as the widget's type; the result still has to pass `checkWidgetValue`. */
export function parseWidgetText(widget: Widget, typed: string): unknown {
  switch (widget.kind) {
    case 'int':
    case 'float':
    case 'seed':
      return typed.trim() === '' || Number.isNaN(Number(typed)) ? typed : Number(typed);
    case 'bool':
      return typed === 'true' ? true : typed === 'false' ? false : typed;
    case 'text':
    case 'choice':
    case 'file':
    case 'color':
      return typed;
  }
}

function checkRange(widget: IntPort | FloatPort, value: number): Verdict {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, step } = widget;
  const unit = widget.unit ? ` ${widget.unit}` : '';
  if (value < min) return no(`${value} is too small: the smallest is ${min}${unit}`);
  if (value > max) return no(`${value} is too large: the largest is ${max}${unit}`);
  if (step === undefined || widget.kind === 'float') return OK;
  const base = Number.isFinite(min) ? min : 0;
  const below = base + Math.floor((value - base) / step) * step;
  if (below === value) return OK;
  const choices = below + step > max ? `${below}` : `${below} or ${below + step}`;
  return no(`${value} is not in steps of ${step}${unit}: choose ${choices}`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no word for numbers that are not finite.
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
