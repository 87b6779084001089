import type { Widget } from '../../core/ports.ts';
import type { Words } from '../words/languages.ts';

/** A number as it is shown: the one that leaves the choice to the model pack is said in words. */
export function numberText(widget: Widget, value: unknown, words: Words): string {
  const isPacks = (widget.kind === 'int' || widget.kind === 'float') && value === widget.packsOwn;
  return isPacks ? words.widget.packsOwn : String(value);
}

/** What a widget takes and starts with, in a few words: “16 to 4096 px, in steps of 16, at first 64”. */
export function describeRange(widget: Widget, words: Words): string {
  const { ranges } = words;
  if (widget.kind !== 'int' && widget.kind !== 'float') return '';
  const { min, max, step, unit } = widget;
  const number = (value: number) => String(value);
  const range =
    min !== undefined && max !== undefined
      ? ranges.between(number(min), number(max))
      : min !== undefined
        ? ranges.from(number(min))
        : max !== undefined
          ? ranges.upTo(number(max))
          : '';
  return [
    [range, unit].filter(Boolean).join(' '),
    step !== undefined && step !== 1 ? ranges.steps(number(step)) : '',
    ranges.byDefault(numberText(widget, widget.default, words)),
  ]
    .filter(Boolean)
    .join(words.comma);
}
