import type { ReactNode } from 'react';
import type { Failure } from '../../core/errors.ts';
import { showPort } from '../commands/show-port.ts';
import { useWorkflow } from '../state/document.ts';
import { portOfFailure } from '../state/failure-place.ts';
import { useHost } from '../state/host.ts';
import { useNodeTitles, usePortLabels } from '../state/node-titles.ts';
import { useTranslator, useWords } from '../words/use-words.ts';

interface NodeFailureProps {
  readonly id: string;
  readonly failure: Failure;
  /** What the node was given, one line per input. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Why a node failed, with the way there: a click shows the node, and the input that the reason speaks of. */
export function NodeFailure({ id, failure, inputs }: NodeFailureProps) {
  const words = useWords();
  const type = useWorkflow().nodes[id]?.type ?? '';
  const spec = useHost((state) => state.specs.get(type));
  const labelOf = usePortLabels();
  const title = useNodeTitles()(id);
  const port = portOfFailure(spec, failure, inputs);
  const place = port === undefined ? '' : `: ${labelOf(id, port)}`;
  return (
    <FailureNote title={words.failedAt(title)} failure={failure}>
      <button type="button" className="link" onClick={() => showPort(id, port)}>
        {words.running.showPort}
        {place}
      </button>
      {Object.keys(inputs).length > 0 && (
        <details>
          <summary>{words.given}</summary>
          <dl className="given">
            {Object.entries(inputs).map(([name, value]) => (
              <div key={name}>
                <dt>{labelOf(id, name)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </FailureNote>
  );
}

interface FailureNoteProps {
  readonly title: string;
  readonly failure: Failure;
  readonly children?: ReactNode;
}

/** What went wrong and what to do; of a bug also where. */
export function FailureNote({ title, failure, children }: FailureNoteProps) {
  const words = useWords();
  const translate = useTranslator();
  return (
    <div className="failure" role="alert">
      <strong>{title}</strong>
      <p>{translate(failure.message)}</p>
      {failure.hint && <p className="muted">{translate(failure.hint)}</p>}
      {failure.kind === 'bug' && (
        <details>
          <summary>{words.bug}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
          <pre tabIndex={0}>{failure.stack ?? failure.message}</pre>
        </details>
      )}
      {children}
    </div>
  );
}
