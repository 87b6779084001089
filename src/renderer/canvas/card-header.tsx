import type { Problem } from '../../core/validate.ts';
import type { NodeMode } from '../../core/workflow.ts';
import { formatSeconds } from '../panels/format.ts';
import type { NodeRun } from '../state/run-state.ts';
import { useNodeProgress } from '../state/shown-run.ts';
import { useWords } from '../words/use-words.ts';
import type { Card } from './describe-card.ts';
import { HEADER_HEIGHT } from './node-geometry.ts';

interface CardHeaderProps {
  readonly id: string;
  readonly card: Card;
  readonly run: NodeRun | undefined;
  readonly problems: readonly Problem[];
  readonly mode: NodeMode | undefined;
}

/** Title, how the last run went, and how far this one is. */
export function CardHeader({ id, card, run, problems, mode }: CardHeaderProps) {
  const words = useWords();
  const latest = useNodeProgress(id);
  const progress = run?.status === 'running' ? latest : undefined;
  const told = run && (run.reason ? words.skipReasons[run.reason] : words.status[run.status]);
  return (
    <header
      className={`card-header socket-${card.tint ?? 'unknown'}`}
      style={{ height: HEADER_HEIGHT }}
      title={card.summary}
    >
      <h3 className="card-title">{card.title}</h3>
      {mode && <span className="card-mode">{words.nodeMode[mode]}</span>}
      {!card.isKnown && <span className="card-mode">{words.unknownNode}</span>}
      {progress && (
        <span className="card-count">
          {progress.done}/{progress.total}
        </span>
      )}
      {run?.status === 'done' && run.seconds !== undefined && (
        <span className="card-count">{formatSeconds(run.seconds)}</span>
      )}
      {problems.length > 0 && (
        <span className="card-badge" title={problems.map(({ message, hint }) => `${message}. ${hint}`).join('\n')}>
          {problems.length}
        </span>
      )}
      {run && <span className="state-dot" role="img" aria-label={told} title={told} />}
      {run?.status === 'running' && (
        <ProgressBar label={`${words.progress} ${id}`} done={progress?.done} total={progress?.total} />
      )}
    </header>
  );
}

function ProgressBar({ label, done, total }: { label: string; done: number | undefined; total: number | undefined }) {
  const share = done !== undefined && total ? done / total : undefined;
  return (
    <div
      className={`card-progress${share === undefined ? ' card-progress-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      <div style={{ width: `${(share ?? 1) * 100}%` }} />
    </div>
  );
}
