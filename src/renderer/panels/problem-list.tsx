import { showPort } from '../commands/show-port.ts';
import { useNodeTitles, usePathLabels } from '../state/node-titles.ts';
import { useProblems } from '../state/problems.ts';
import { useRestedDocument } from '../state/rested-document.ts';
import { useWords } from '../words/use-words.ts';

/** What keeps the workflow from running, while there is something. */
export function ProblemList() {
  const words = useWords();
  const problems = useProblems();
  const titleOf = useNodeTitles();
  const labelOf = usePathLabels();
  const isEmpty = Object.keys(useRestedDocument().nodes).length === 0;
  // To somebody who is about to begin, nothing is wrong yet.
  if (problems.length === 0 || isEmpty) return null;
  return (
    <section className="side-section problems" aria-label={words.problems}>
      <h2 className="section-title">
        {words.problems} <span className="count">{problems.length}</span>
      </h2>
      <ul>
        {problems.map(({ node, port, message, hint }) => (
          <li key={`${node} ${message}`} className="problem">
            {node === undefined ? (
              <strong>{message}</strong>
            ) : (
              <button type="button" className="link" onClick={() => showPort(node, port)} title={words.showNode}>
                {message}
              </button>
            )}
            <span className="muted">
              {node !== undefined && `${[titleOf(node), port && labelOf(node, port)].filter(Boolean).join(', ')}: `}
              {hint}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
