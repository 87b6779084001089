import { COMMANDS } from '../commands/commands.ts';
import { withKeys } from '../commands/keyboard.ts';
import { useQueue } from '../state/queue.ts';
import { useReady } from '../state/ready.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import { RunIcon, StopIcon } from './icons.tsx';

const MOST_RUNS = 100;

/** Runs the workflow once or several times, and stops it. */
export function RunControls() {
  const words = useWords();
  const isReady = useReady();
  const isRunning = useQueue((state) => state.running !== undefined);
  const isPaused = useQueue((state) => state.isPaused);
  const waiting = useQueue((state) => state.waiting.length);
  const count = useSession((state) => state.runCount);
  const setCount = (typed: number) =>
    useSession.getState().set({ runCount: Math.min(MOST_RUNS, Math.max(1, Math.round(typed) || 1)) });
  const title = count > 1 ? words.running.times(count) : words.commands.run;
  return (
    <>
      {(waiting > 0 || isPaused) && (
        <button
          type="button"
          className="queue-count"
          title={words.queue.show}
          onClick={() => useSession.getState().set({ leftPanel: 'history' })}
        >
          {[isPaused ? words.queue.paused : '', waiting > 0 ? words.inQueue(waiting) : ''].filter(Boolean).join(' · ')}
        </button>
      )}
      <span className="run-group">
        <button
          type="button"
          className="button button-main"
          disabled={!isReady}
          onClick={COMMANDS.run.run}
          title={isReady ? withKeys(title, COMMANDS.run) : words.loading}
        >
          <RunIcon />
          {words.commands.run}
        </button>
        <input
          className="run-count"
          type="number"
          min={1}
          max={MOST_RUNS}
          aria-label={words.running.count}
          title={words.running.count}
          value={count}
          onChange={(event) => setCount(event.target.valueAsNumber)}
        />
      </span>
      <button
        type="button"
        className="button"
        disabled={!isRunning && waiting === 0}
        onClick={COMMANDS.stop.run}
        title={withKeys(words.commands.stop, COMMANDS.stop)}
      >
        <StopIcon />
        {words.commands.stop}
      </button>
    </>
  );
}
