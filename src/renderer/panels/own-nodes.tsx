import type { OwnNodeFile, OwnNodeFolder } from '../../core/own-nodes.ts';
import { attempt } from '../commands/report.ts';
import { allowOwnNodes, forgetOwnNodes, useOwnNodes } from '../state/own-nodes.ts';
import { useTranslator, useWords } from '../words/use-words.ts';

/** Below the nodes: what is wrong with files of the person's own, and folders that wait to be allowed. */
export function OwnNodes() {
  const { ownNodes: words } = useWords();
  const { folders } = useOwnNodes();
  if (folders.length === 0) return null;
  return (
    <section className="palette-group own-nodes" aria-label={words.title}>
      <h2 className="section-title">{words.title}</h2>
      {folders.map((folder) =>
        folder.isAllowed ? (
          <Allowed key={folder.path} folder={folder} />
        ) : (
          <Waiting key={folder.path} folder={folder} />
        ),
      )}
    </section>
  );
}

function Allowed({ folder: { path, files } }: { folder: OwnNodeFolder }) {
  const { ownNodes: words } = useWords();
  const broken = files.filter(({ problem }) => problem);
  return (
    <>
      <p className="muted">
        {words.loadedFrom(files.reduce((sum, { nodes }) => sum + nodes.length, 0))} <code>{path}</code>{' '}
        <button type="button" className="link" onClick={() => attempt(() => forgetOwnNodes(path))}>
          {words.forget}
        </button>
      </p>
      <ul>
        {broken.map((file) => (
          <BrokenFile key={file.name} file={file} />
        ))}
      </ul>
    </>
  );
}

function BrokenFile({ file: { name, problem } }: { file: OwnNodeFile }) {
  const { ownNodes: words } = useWords();
  const translate = useTranslator();
  if (!problem) return null;
  const file = problem.file ?? name;
  return (
    <li className="problem">
      <strong>{problem.line === undefined ? file : words.place(file, problem.line)}</strong>
      <span className="muted">{translate(problem.message)}</span>
    </li>
  );
}

function Waiting({ folder: { path, files } }: { folder: OwnNodeFolder }) {
  const { ownNodes: words } = useWords();
  return (
    <div className="problem">
      <span>
        {words.waiting(files.length)} <code>{path}</code>
      </span>
      <span className="muted">{words.waitingHint}</span>
      <button type="button" className="link" onClick={() => attempt(allowOwnNodes)}>
        {words.allow}
      </button>
    </div>
  );
}
