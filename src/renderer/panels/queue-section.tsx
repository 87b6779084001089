import { type DragEvent, Fragment, useLayoutEffect, useRef, useState } from 'react';
import type { RunRecord } from '../../core/queue-api.ts';
import { COMMANDS } from '../commands/commands.ts';
import { moveRun, removeRun, stopBatch } from '../commands/queue-commands.ts';
import { stopRun } from '../commands/run-workflow.ts';
import { useQueue } from '../state/queue.ts';
import type { Words } from '../words/languages.ts';
import { useWords } from '../words/use-words.ts';
import { CloseIcon, DownIcon, FirstIcon, PauseIcon, RunIcon, StopIcon, UpIcon } from './icons.tsx';

/** What runs and what waits, in its order; it is changed by dragging or by the buttons of each run. */
export function QueueSection() {
  const words = useWords();
  const { running, waiting, isPaused } = useQueue();
  return (
    <section className="queue" aria-label={words.queue.title}>
      <header className="queue-header">
        <h3 className="section-title">
          {words.queue.title} {waiting.length > 0 && <span className="count">{waiting.length}</span>}
        </h3>
        <button type="button" className="button" aria-pressed={isPaused} onClick={COMMANDS.pauseQueue.run}>
          {isPaused ? <RunIcon /> : <PauseIcon />}
          {isPaused ? words.queue.resume : words.queue.pause}
        </button>
        <button type="button" className="button" disabled={waiting.length === 0} onClick={COMMANDS.clearQueue.run}>
          {words.queue.clear}
        </button>
      </header>
      {isPaused && <p className="queue-note">{words.queue.pausedNote}</p>}
      {!running && waiting.length === 0 && <p className="empty panel-empty">{words.queue.empty}</p>}
      {running && (
        <div className="entry queue-entry">
          <Facts record={running} />
          <EntryButton label={words.commands.stop} onClick={() => void stopRun()}>
            <StopIcon />
          </EntryButton>
          {running.batch && waiting.some(({ batch }) => batch?.id === running.batch?.id) && (
            <EntryButton label={words.queue.stopBatch} onClick={() => stopBatch(running.runId)}>
              <CloseIcon />
            </EntryButton>
          )}
        </div>
      )}
      <WaitingList waiting={waiting} />
    </section>
  );
}

function WaitingList({ waiting }: { waiting: readonly RunRecord[] }) {
  const words = useWords();
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<string>();
  const list = useKeptFocus();
  const drop = (event: DragEvent, before: string | null) => {
    event.preventDefault();
    if (dragged !== undefined && dragged !== before) moveRun(dragged, before);
    setDragged(undefined);
    setTarget(undefined);
  };
  return (
    <ol className="entries" ref={list} aria-label={words.queue.waiting}>
      {waiting.map((record, index) => {
        const { runId } = record;
        const name = factsOf(record, words).join(', ');
        // What is dragged downwards goes behind the run that it is dropped on.
        const isBelow = waiting.findIndex((other) => other.runId === dragged) < index;
        const before = isBelow ? (waiting[index + 1]?.runId ?? null) : runId;
        const begins = batchStarting(waiting, index);
        return (
          <Fragment key={runId}>
            {begins && <BatchHeader waiting={waiting} from={index} length={begins} />}
            <li
              className="entry queue-entry"
              draggable
              data-target={target === runId && dragged !== runId ? (isBelow ? 'below' : 'above') : undefined}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(runId);
              }}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => {
                if (dragged === undefined) return;
                event.preventDefault();
                setTarget(runId);
              }}
              onDrop={(event) => drop(event, before)}
            >
              <Facts record={record} />
              <PlaceButtons
                name={name}
                isFirst={index === 0}
                isLast={index === waiting.length - 1}
                toTop={() => moveRun(runId, waiting[0]?.runId ?? null)}
                up={() => moveRun(runId, waiting[index - 1]?.runId ?? null)}
                down={() => moveRun(runId, waiting[index + 2]?.runId ?? null)}
                remove={() => removeRun(runId)}
              />
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

/** What is done to all of a batch that waits in a row, above its first run. */
function BatchHeader({ waiting, from, length }: { waiting: readonly RunRecord[]; from: number; length: number }) {
  const words = useWords();
  const first = waiting[from];
  if (!first?.batch) return null;
  const { runId, batch } = first;
  const name = words.queue.wholeBatch(first.name);
  const move = (before: string | null) => moveRun(runId, before, true);
  // Over the run or the batch above it; below, behind the one that follows.
  const above = waiting[unitStart(waiting, from - 1)];
  const end = from + length;
  const below = waiting[end + Math.max(1, batchStarting(waiting, end))];
  return (
    <li className="entry queue-entry queue-batch" role="presentation">
      <span className="entry-text">{words.queue.batch(batch.count, length)}</span>
      <PlaceButtons
        name={name}
        isFirst={from === 0}
        isLast={end >= waiting.length}
        toTop={() => move(waiting[0]?.runId ?? null)}
        up={() => move(above?.runId ?? null)}
        down={() => move(below?.runId ?? null)}
        remove={() => removeRun(runId, true)}
      />
    </li>
  );
}

interface PlaceButtonsProps {
  readonly name: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  toTop(): void;
  up(): void;
  down(): void;
  remove(): void;
}

/** Where a run, or a batch, stands in the queue, and whether it does. */
function PlaceButtons({ name, isFirst, isLast, toTop, up, down, remove }: PlaceButtonsProps) {
  const { queue } = useWords();
  return (
    <>
      <EntryButton label={queue.first(name)} isDisabled={isFirst} onClick={toTop}>
        <FirstIcon />
      </EntryButton>
      <EntryButton label={queue.moveUp(name)} isDisabled={isFirst} onClick={up}>
        <UpIcon />
      </EntryButton>
      <EntryButton label={queue.moveDown(name)} isDisabled={isLast} onClick={down}>
        <DownIcon />
      </EntryButton>
      <EntryButton label={queue.remove(name)} onClick={remove}>
        <CloseIcon />
      </EntryButton>
    </>
  );
}

/** How many runs of one batch follow each other from a place on, where the first of several stands there; else 0. */
function batchStarting(waiting: readonly RunRecord[], at: number): number {
  const id = waiting[at]?.batch?.id;
  if (id === undefined || waiting[at - 1]?.batch?.id === id) return 0;
  let end = at;
  while (waiting[end]?.batch?.id === id) end++;
  return end - at > 1 ? end - at : 0;
}

/** Where the run, or the row of a batch, begins that holds a place. */
function unitStart(waiting: readonly RunRecord[], at: number): number {
  const id = waiting[at]?.batch?.id;
  let start = at;
  while (id !== undefined && waiting[start - 1]?.batch?.id === id) start--;
  return start;
}

function Facts({ record }: { record: RunRecord }) {
  const words = useWords();
  return (
    <div className="entry-text">
      <span className="entry-title">{record.name}</span>
      <span className={`entry-facts run-${record.status}`}>
        <span className="state-dot" />
        {[
          words.runsPanel.statuses[record.status],
          ...positionOf(record, words),
          ...factsOf(record, words).slice(1),
        ].join(' · ')}
      </span>
    </div>
  );
}

interface EntryButtonProps {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly children: React.ReactNode;
  onClick(): void;
}

function EntryButton({ label, isDisabled = false, children, onClick }: EntryButtonProps) {
  return (
    <button
      type="button"
      className="icon-button queue-button"
      aria-label={label}
      title={label}
      // Not `disabled`: a button that becomes so under the finger would lose the focus.
      aria-disabled={isDisabled}
      onClick={() => isDisabled || onClick()}
    >
      {children}
    </button>
  );
}

/** An element that is put somewhere else in the page loses the focus: it is given back. */
function useKeptFocus() {
  const list = useRef<HTMLOListElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const last = focused.current;
    if (last instanceof HTMLElement && document.activeElement === document.body && list.current?.contains(last))
      last.focus();
  });
  useLayoutEffect(() => {
    const note = (event: FocusEvent) => {
      focused.current = event.target instanceof Element ? event.target : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  return list;
}

/** `3 of 8` of a batch. */
function positionOf({ batch }: RunRecord, words: Words): string[] {
  return batch ? [words.queue.position(batch.index, batch.count)] : [];
}

/** `text-to-video`, `seed 7`: runs of one workflow are told apart by their seeds. */
function factsOf({ name, seeds }: RunRecord, words: Words): string[] {
  return seeds.length === 0 ? [name] : [name, words.queue.seeds(seeds.map(({ value }) => value))];
}
