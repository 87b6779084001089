import type { ReactNode } from 'react';
import type { Failure } from '../../core/errors.ts';
import { showPort } from '../commands/show-port.ts';
import { useWholeDocument } from '../state/document.ts';
import { useSpecs } from '../state/document-specs.ts';
import { portOfFailure } from '../state/failure-place.ts';
import { useNodeTitles, usePathLabels } from '../state/node-titles.ts';
import { canvasAt, splitPath } from '../state/scope.ts';
import { useTranslator, useWords } from '../words/use-words.ts';

interface NodeFailureProps {
  /** What the run calls the node. */
  readonly id: string;
  readonly failure: Failure;
  /** What the node was given, one line per input. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Why a node failed, with the way there: a click shows the node, and the input that the reason speaks of. */
export function NodeFailure({ id, failure, inputs }: NodeFailureProps) {
  const words = useWords();
  const document = useWholeDocument();
  const { scope, id: node } = splitPath(id);
  const spec = useSpecs().get(canvasAt(document, scope).nodes[node]?.type ?? '');
  const labelOf = usePathLabels();
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
