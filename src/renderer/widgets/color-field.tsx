import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';

interface ColorFieldProps {
  readonly place: WidgetPlace;
  readonly value: unknown;
  readonly label: string;
  readonly isInvalid: boolean;
}

/** A colour to pick, or to write as `#rrggbb`. */
export function ColorField({ place, value, label, isInvalid }: ColorFieldProps) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <span className="color-field">
      <input
        type="color"
        className="color-swatch nodrag nopan"
        aria-label={label}
        value={isInvalid ? '#000000' : text}
        onChange={(event) => commitWidget(place, event.target.value)}
        onBlur={endWidgetGesture}
      />
      <input
        className="field nodrag nopan"
        aria-label={`${label} (#rrggbb)`}
        aria-invalid={isInvalid}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => commitWidget(place, event.target.value)}
        onBlur={endWidgetGesture}
      />
    </span>
  );
}
