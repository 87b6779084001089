import { isBorder } from '../../core/subgraph-border.ts';
import { COMMANDS } from '../commands/commands.ts';
import { useScene } from '../state/graph-shape.ts';
import { useHost } from '../state/host.ts';
import { useNodeTitles } from '../state/node-titles.ts';
import { useRun } from '../state/run.ts';
import type { RunState } from '../state/run-state.ts';
import { useSession } from '../state/session.ts';
import { useShownRunState } from '../state/shown-run.ts';
import type { Words } from '../words/languages.ts';
import { localUnit } from '../words/local-specs.ts';
import { useTranslator, useWords } from '../words/use-words.ts';
import { formatRate, formatSeconds } from './format.ts';
import { FitIcon } from './icons.tsx';
import { RunProgress } from './run-progress.tsx';
import { UsageNote } from './usage-note.tsx';

/** What runs, how fast and how long still; else the last message. */
export function StatusBar() {
  const words = useWords();
  const isConnected = useHost((state) => state.isConnected);
  const hasNodes = useHost((state) => state.specs.size > 0);
  const message = useSession((state) => state.message);
  const translate = useTranslator();
  const zoom = useSession((state) => state.zoom);
  const runId = useShownRunState((run) => run.runId);
  const count = Object.keys(useScene().nodes).filter((id) => !isBorder(id)).length;
  return (
    <footer className="status-bar">
      <span className="status-main" role="status" data-run={runId}>
        {!isConnected ? (
          <span className={hasNodes ? 'tone-error' : ''}>{hasNodes ? words.connectionLost : words.loading}</span>
        ) : message ? (
          <span className={`tone-${message.tone}`}>
            {translate(message.text)}
            {message.action && (
              <button type="button" className="link status-action" onClick={message.action.run}>
                {message.action.label}
              </button>
            )}
          </span>
        ) : (
          <RunLine />
        )}
      </span>
      <RunProgress />
      <UsageNote />
      <span className="muted">{words.nodeCount(count)}</span>
      <button
        type="button"
        className="status-button"
        onClick={COMMANDS.fit.run}
        aria-label={`${Math.round(zoom * 100)} % · ${words.commands.fit}`}
        title={`${words.commands.fit} (F)`}
      >
        <span className="zoom">{Math.round(zoom * 100)} %</span> <FitIcon />
      </button>
    </footer>
  );
}

function RunLine() {
  const words = useWords();
  const run = useShownRunState((state) => state);
  const isAnyRunning = useRun((state) => state.status === 'running');
  const titleOf = useNodeTitles();
  const language = useSession((state) => state.language);
  const unitOf = (unit: string) => localUnit(unit, language);
  // How far the run of another tab is stands beside; how it ended is not news of this one.
  const isElsewhere = isAnyRunning && run.status !== 'running';
  return (
    <span className="numbers">{isElsewhere ? words.runsElsewhere : describeRun(run, words, titleOf, unitOf)}</span>
  );
}

/** A run in one line: `DiT Sampler 12/20 · 4.1 steps/s · 2.0 s left`. */
export function describeRun(
  run: RunState,
  words: Words,
  titleOf: (id: string) => string,
  unitOf: (unit: string) => string,
): string {
  switch (run.status) {
    case 'idle':
      return words.ready;
    case 'done':
      return words.runDone(formatSeconds(run.seconds ?? 0));
    case 'failed':
      return words.runFailed;
    case 'stopped':
      return words.runStopped;
    case 'running': {
      const running = Object.entries(run.nodes).filter(([, node]) => node.status === 'running');
      return running
        .map(([id, { progress }]) => {
          if (!progress) return titleOf(id);
          const { done, total, unit, rate, secondsLeft } = progress;
          return [
            `${titleOf(id)} ${done}/${total}`,
            rate !== undefined && words.perSecond(formatRate(rate), unitOf(unit)),
            secondsLeft !== undefined && words.secondsLeft(formatSeconds(secondsLeft)),
          ]
            .filter(Boolean)
            .join(' · ');
        })
        .join('   ');
    }
  }
}
