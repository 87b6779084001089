import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';

interface TextFieldProps {
  readonly place: WidgetPlace;
  readonly value: unknown;
  readonly label: string;
  readonly isMultiline: boolean;
  readonly isInvalid: boolean;
}

/** A text: one line, or an area. */
export function TextField({ place, value, label, isMultiline, isInvalid }: TextFieldProps) {
  const shared = {
    'aria-label': label,
    'aria-invalid': isInvalid,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    onChange: (event: { target: { value: string } }) => commitWidget(place, event.target.value),
    onBlur: endWidgetGesture,
  };
  return isMultiline ? (
    <textarea className="field text-area nodrag nopan nowheel" {...shared} />
  ) : (
    <input className="field nodrag nopan" autoComplete="off" spellCheck={false} {...shared} />
  );
}
