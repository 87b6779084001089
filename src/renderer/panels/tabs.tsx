import { type KeyboardEvent, useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { COMMANDS } from '../commands/commands.ts';
import { withKeys } from '../commands/keyboard.ts';
import { showDocument } from '../commands/open-workflow.ts';
import { attempt } from '../commands/report.ts';
import { closeDocument } from '../commands/save-document.ts';
import { allDocuments, isChanged, useDocument } from '../state/document.ts';
import { useWords } from '../words/use-words.ts';
import { CloseIcon, PlusIcon } from './icons.tsx';

/** The open documents, gone through with the arrow keys; a dot marks one with changes that are not saved. */
export function Tabs() {
  const words = useWords();
  const name = useDocument((state) => state.name);
  const shown = useDocument((state) => state.id);
  const keys = useDocument(useShallow(tabKeys));
  const documents = useMemo(() => keys.map((key): OpenTab => JSON.parse(key)), [keys]);
  useEffect(() => {
    document.title = name ? `${name} – Patchloom` : 'Patchloom';
  }, [name]);
  return (
    <div className="tabs">
      {/* A tab list has tabs alone: it owns them from beside, as each stands with a button that closes it. */}
      <div role="tablist" aria-label={words.openWorkflows} aria-owns={documents.map(({ id }) => tabId(id)).join(' ')} />
      <div className="tab-list">
        {documents.map((open) => (
          <Tab key={open.id} tab={open} isShown={open.id === shown} />
        ))}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={words.newTab}
        title={withKeys(words.newTab, COMMANDS.newDocument)}
        onClick={COMMANDS.newDocument.run}
      >
        <PlusIcon />
      </button>
    </div>
  );
}

interface OpenTab {
  readonly id: string;
  readonly name: string;
  readonly isChanged: boolean;
}

/** All that tabs show, each as one value that can be compared: not every key that is pressed draws them again. */
function tabKeys(state: ReturnType<typeof useDocument.getState>): string[] {
  return allDocuments(state).map((open) =>
    JSON.stringify({ id: open.id, name: open.name, isChanged: isChanged(open) } satisfies OpenTab),
  );
}

function Tab({ tab: { id, name, isChanged }, isShown }: { tab: OpenTab; isShown: boolean }) {
  const words = useWords();
  const close = () => attempt(() => closeDocument(id));
  return (
    <div className={`tab${isShown ? ' tab-shown' : ''}`}>
      <button
        type="button"
        role="tab"
        id={tabId(id)}
        className="tab-name"
        tabIndex={isShown ? 0 : -1}
        onKeyDown={(event) => (event.key === 'Delete' ? close() : stepThrough(event, id))}
        aria-selected={isShown}
        title={name}
        onClick={() => !isShown && showDocument(id)}
        onAuxClick={(event) => event.button === 1 && close()}
      >
        {name}
        {isChanged && <span className="changed-dot" role="img" aria-label={words.changed} title={words.changed} />}
      </button>
      <button
        type="button"
        className="tab-close"
        aria-label={words.closeTab(name)}
        title={words.closeTab(name)}
        onClick={close}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

/** Only the tab that is shown is reached with Tab; from there arrow keys, Home and End show another one. */
function stepThrough(event: KeyboardEvent, id: string): void {
  const ids = allDocuments().map((open) => open.id);
  const at = ids.indexOf(id);
  const to = { ArrowRight: (at + 1) % ids.length, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  const target = to === undefined ? undefined : ids.at(to);
  if (target === undefined) return;
  event.preventDefault();
  if (target !== id) showDocument(target);
  requestAnimationFrame(() => document.getElementById(tabId(target))?.focus());
}

function tabId(id: string): string {
  return `tab-${id}`;
}
