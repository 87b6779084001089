import { useId } from 'react';
import type { TextPort } from '../../core/ports.ts';
import { usePacks } from '../state/packs.ts';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';

interface TextFieldProps {
  readonly place: WidgetPlace;
  readonly value: unknown;
  readonly label: string;
  readonly widget: TextPort;
  readonly isInvalid: boolean;
}

/** A text: one line, where there is something to choose from with a list, or an area. */
export function TextField({ place, widget, value, label, isInvalid }: TextFieldProps) {
  const listId = useId();
  const offers = useOffers(widget);
  const shared = {
    'aria-label': label,
    'aria-invalid': isInvalid,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    onChange: (event: { target: { value: string } }) => commitWidget(place, event.target.value),
    onBlur: endWidgetGesture,
  };
  return widget.multiline ? (
    <textarea className="field text-area nodrag nopan nowheel" {...shared} />
  ) : (
    <>
      <input
        className="field nodrag nopan"
        autoComplete="off"
        spellCheck={false}
        list={offers.length > 0 ? listId : undefined}
        {...shared}
      />
      {offers.length > 0 && (
        <datalist id={listId}>
          {offers.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

function useOffers({ suggest }: TextPort): readonly (readonly [name: string, title: string])[] {
  const packs = usePacks((state) => state.known?.packs);
  if (suggest !== 'model-pack') return [];
  return (packs ?? []).flatMap(({ name, facts }) => (facts ? [[name, facts.title] as const] : []));
}
