import { overallProgress } from '../../core/overall-progress.ts';
import { useRun } from '../state/run.ts';
import { useWords } from '../words/use-words.ts';
import { formatSeconds } from './format.ts';

/** How far the run is as a whole, while one goes on. */
export function RunProgress() {
  const words = useWords();
  const isRunning = useRun((state) => state.status === 'running');
  const nodes = useRun((state) => state.nodes);
  const expected = useRun((state) => state.expectedSeconds);
  if (!isRunning) return null;
  const { doneNodes, totalNodes, share, secondsLeft } = overallProgress(nodes, expected);
  const text = words.running.nodes(doneNodes, totalNodes);
  const left = secondsLeft === undefined ? '' : words.secondsLeft(formatSeconds(secondsLeft));
  return (
    <span className="run-progress">
      <span
        className="run-progress-bar"
        role="progressbar"
        aria-label={words.running.overall}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
      >
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="numbers">{[text, left].filter(Boolean).join(' · ')}</span>
    </span>
  );
}
