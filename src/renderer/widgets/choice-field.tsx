import { type KeyboardEvent, useId, useState } from 'react';
import type { ChoicePort } from '../../core/ports.ts';
import { useWords } from '../words/use-words.ts';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';

interface ChoiceFieldProps {
  readonly place: WidgetPlace;
  readonly widget: ChoicePort;
  readonly value: unknown;
  readonly label: string;
  readonly isInvalid: boolean;
}

/** More options than this are searched, not looked through. */
const LONG_LIST = 12;

/** One of several options: a plain list, or a field that finds among many. */
export function ChoiceField(props: ChoiceFieldProps) {
  return props.widget.options.length > LONG_LIST ? <SearchedChoice {...props} /> : <PlainChoice {...props} />;
}

function PlainChoice({ place, widget, value, label, isInvalid }: ChoiceFieldProps) {
  return (
    <select
      className="field nodrag nopan"
      aria-label={label}
      aria-invalid={isInvalid}
      value={String(value)}
      onChange={(event) => choose(place, event.target.value)}
    >
      {isInvalid && <option>{String(value)}</option>}
      {widget.options.map((option) => (
        <option key={option} value={option}>
          {nameOf(widget, option)}
        </option>
      ))}
    </select>
  );
}

function SearchedChoice({ place, widget, value, label, isInvalid }: ChoiceFieldProps) {
  const words = useWords();
  const listId = useId();
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const found = typed === undefined ? [] : findOptions(widget, typed);
  const current = found[Math.min(active, found.length - 1)];

  const take = (option: string | undefined) => {
    setTyped(undefined);
    if (option !== undefined) choose(place, option);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const steps = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (steps !== 0) {
      event.preventDefault();
      if (typed === undefined) setTyped('');
      else setActive((Math.min(active, found.length - 1) + steps + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && typed !== undefined) {
      take(current);
    } else if (event.key === 'Escape' && typed !== undefined) {
      event.stopPropagation();
      setTyped(undefined);
    }
  };

  return (
    <span className="choice-field nodrag nopan nowheel">
      <input
        className="field"
        role="combobox"
        aria-label={label}
        aria-invalid={isInvalid}
        aria-expanded={typed !== undefined}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current === undefined ? undefined : `${listId}-${current}`}
        autoComplete="off"
        spellCheck={false}
        placeholder={words.widget.filter}
        value={typed ?? nameOf(widget, String(value))}
        onClick={() => setTyped('')}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
        onBlur={() => setTyped(undefined)}
      />
      {typed !== undefined && (
        <div className="choice-list" id={listId} role="listbox" aria-label={label}>
          {found.map((option) => (
            // The focus stays in the field, as in every combobox; its keys do what a click does here.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus.
            <div
              key={option}
              id={`${listId}-${option}`}
              role="option"
              aria-selected={option === current}
              className="choice-option"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(option)}
            >
              {nameOf(widget, option)}
            </div>
          ))}
          {found.length === 0 && (
            <div role="option" aria-selected={false} aria-disabled tabIndex={-1} className="choice-option muted">
              {words.nothingFound}
            </div>
          )}
        </div>
      )}
    </span>
  );
}

/** The options that have every word of a search in their name or in what is saved. */
export function findOptions(widget: ChoicePort, search: string): readonly string[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return widget.options.filter((option) => {
    const text = `${option} ${nameOf(widget, option)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function nameOf(widget: ChoicePort, option: string): string {
  return widget.optionLabels?.[option] ?? option;
}

function choose(place: WidgetPlace, option: string): void {
  commitWidget(place, option);
  endWidgetGesture();
}
