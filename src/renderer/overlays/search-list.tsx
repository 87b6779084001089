import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Findable, rank } from './rank.ts';

export interface SearchEntry extends Findable {
  readonly key: string;
  readonly title: string;
  readonly detail?: string;
  /** Shown at the end of the line. */
  readonly aside?: string;
  readonly className?: string;
  run(): void;
}

interface SearchListProps {
  readonly label: string;
  readonly empty: string;
  readonly entries: readonly SearchEntry[];
  readonly children?: ReactNode;
  onDone(): void;
}

const MOST_SHOWN = 100;

/** A field and what it finds: arrow keys choose, Enter does it, Escape turns away. */
export function SearchList({ label, empty, entries, children, onDone }: SearchListProps) {
  const id = useId();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = rank(entries, search).slice(0, MOST_SHOWN);
  const active = Math.min(chosen, found.length - 1);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const finish = (entry: SearchEntry | undefined) => {
    if (!entry) return;
    onDone();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && found.length > 0) setChosen((active + by + found.length) % found.length);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish(found[active]);
    else if (event.key === 'Escape' || event.key === 'Tab') onDone();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        className="field overlay-search"
        // biome-ignore lint/a11y/noAutofocus: it was asked for by a key or a click, to type into.
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      {children}
      <div className="overlay-list" id={`${id}-list`} role="listbox" aria-label={label} ref={list}>
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
          <div
            key={entry.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={`overlay-entry ${entry.className ?? ''}`}
            onPointerMove={() => setChosen(index)}
            onClick={() => finish(entry)}
          >
            <span className="overlay-title">{entry.title}</span>
            {entry.detail && <span className="overlay-detail">{entry.detail}</span>}
            {entry.aside && <kbd className="overlay-aside">{entry.aside}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="empty overlay-empty">{empty}</p>}
    </>
  );
}
