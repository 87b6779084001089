import type { ReactNode } from 'react';
import {
  type FieldChange,
  isUnchanged,
  type NodeChange,
  type WireChange,
  type WorkflowChanges,
} from '../../core/compare-workflows.ts';
import { portName } from '../../core/workflow.ts';
import { nodeTitle } from '../words/node-title.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';

/** What was added, removed and changed, node by node. */
export function ChangeList({ changes }: { changes: WorkflowChanges }) {
  const words = useWords();
  const { nodes, wires, boxes, meta, subgraphs, moved } = changes;
  return (
    <section className="changes" aria-label={words.compare.changes} role="status">
      {isUnchanged(changes) && <p className="empty">{words.compare.same}</p>}
      <ul>
        {nodes.map((change) => (
          <NodeLine key={change.id} change={change} />
        ))}
        {wires.map((wire) => (
          <WireLine key={`${wire.kind} ${portName(wire.from)} ${portName(wire.to)}`} wire={wire} />
        ))}
        {boxes.map(({ kind, what, text }) => (
          <Line key={`${kind} ${what} ${text}`} kind={kind}>
            {words.compare.boxes[what]} <q>{text}</q>
          </Line>
        ))}
        {subgraphs.map(({ kind, id, title }) => (
          <Line key={`${kind} ${id}`} kind={kind}>
            {words.compare.subgraph} <q>{title}</q>
          </Line>
        ))}
        {meta.length > 0 && (
          <Line kind="changed">
            {words.compare.meta}
            <Fields fields={meta} labelOf={(name) => name} />
          </Line>
        )}
      </ul>
      {moved > 0 && <p className="muted">{words.compare.moved(moved)}</p>}
    </section>
  );
}

function NodeLine({ change: { kind, id, node, fields } }: { change: NodeChange }) {
  const { exampleName } = useWords();
  const specs = useLocalSpecs();
  const spec = specs.get(node.type);
  const title = nodeTitle(node, specs, exampleName) ?? node.type;
  return (
    <Line kind={kind}>
      {title} <span className="muted">{id}</span>
      <Fields fields={fields} labelOf={(name) => spec?.inputs[name]?.label ?? name} />
    </Line>
  );
}

function WireLine({ wire: { kind, from, to } }: { wire: WireChange }) {
  return (
    <Line kind={kind}>
      {portName(from)} → {portName(to)}
    </Line>
  );
}

function Line({ kind, children }: { kind: NodeChange['kind']; children: ReactNode }) {
  const words = useWords();
  return (
    <li className={`change change-${kind}`}>
      <span className="change-kind">{words.compare.kinds[kind]}</span>
      <div>{children}</div>
    </li>
  );
}

function Fields({ fields, labelOf }: { fields: readonly FieldChange[]; labelOf: (name: string) => string }) {
  const words = useWords();
  if (fields.length === 0) return null;
  const shown = (value: unknown) =>
    value === undefined ? words.compare.nothing : typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <dl className="change-fields">
      {fields.map(({ kind, name, before, after }) => (
        <div key={`${kind} ${name}`}>
          <dt>{kind === 'widget' ? labelOf(name) : (words.compare.looks[name] ?? name)}</dt>
          <dd>
            <del>{shown(before)}</del> → <ins>{shown(after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
