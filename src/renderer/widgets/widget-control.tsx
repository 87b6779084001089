import { assertNever } from '../../core/errors.ts';
import type { Widget } from '../../core/ports.ts';
import { checkWidgetValue } from '../../core/widget-values.ts';
import { ChoiceField } from './choice-field.tsx';
import { ColorField } from './color-field.tsx';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';
import { FileField } from './file-field.tsx';
import { NumberField } from './number-field.tsx';
import { SeedField } from './seed-field.tsx';
import { TextField } from './text-field.tsx';

interface WidgetControlProps {
  readonly place: WidgetPlace;
  readonly widget: Widget;
  readonly value: unknown;
  readonly label: string;
}

/** The control for a widget, one kind each. */
export function WidgetControl({ place, widget, value, label }: WidgetControlProps) {
  const isInvalid = !checkWidgetValue(widget, value).ok;
  switch (widget.kind) {
    case 'int':
    case 'float':
      return <NumberField {...{ place, widget, value, label, isInvalid }} />;
    case 'seed':
      return <SeedField {...{ place, widget, value, label, isInvalid }} />;
    case 'text':
      return <TextField {...{ place, widget, value, label, isInvalid }} />;
    case 'choice':
      return <ChoiceField {...{ place, widget, value, label, isInvalid }} />;
    case 'file':
      return <FileField {...{ place, widget, value, label, isInvalid }} />;
    case 'color':
      return <ColorField {...{ place, value, label, isInvalid }} />;
    case 'bool':
      return (
        <input
          type="checkbox"
          className="switch nodrag nopan"
          aria-label={label}
          aria-invalid={isInvalid}
          checked={value === true}
          onChange={(event) => {
            commitWidget(place, event.target.checked);
            endWidgetGesture();
          }}
        />
      );
    default:
      return assertNever(widget);
  }
}
