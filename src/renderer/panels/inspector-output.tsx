import { memo, useMemo } from 'react';
import { connect, disconnect } from '../../core/edits.ts';
import type { OutputPort } from '../../core/ports.ts';
import type { ValueSummary } from '../../core/run-events.ts';
import { mayWire, NEW_PORT, OUTPUTS_ID } from '../../core/subgraph-border.ts';
import { type PortRef, portName } from '../../core/workflow.ts';
import { TensorView } from '../player/tensor-view.tsx';
import { useDocument } from '../state/document.ts';
import { useSpecs } from '../state/document-specs.ts';
import { useGraphShape } from '../state/graph-shape.ts';
import { useNodeNames, usePortLabels } from '../state/node-titles.ts';
import { Curve } from '../widgets/curve-plot.tsx';
import { useWords } from '../words/use-words.ts';
import { formatBytes } from './format.ts';
import { CloseIcon } from './icons.tsx';
import { PortTerm } from './port-term.tsx';

interface OutputEntryProps {
  readonly node: string;
  readonly name: string;
  readonly port: OutputPort;
  /** What came out of it in the latest run. */
  readonly value: ValueSummary | undefined;
}

/**
 * An output with its help, what came out of it, where it goes, and a list of inputs that it may go to. Remembered: in a large graph there are
 * thousands of these, and the same ones while somebody types.
 */
export const OutputEntry = memo(function OutputEntry({ node, name, port, value }: OutputEntryProps) {
  const words = useWords();
  const workflow = useGraphShape();
  const specs = useSpecs();
  const nodeName = useNodeNames();
  const labelOf = usePortLabels();
  const label = port.label ?? name;
  const output = useMemo(() => ({ node, port: name }), [node, name]);
  const { targets, others } = useMemo(() => {
    const wired = workflow.edges.filter(({ from }) => portName(from) === portName(output)).map(({ to }) => to);
    const free = Object.entries(workflow.nodes).flatMap(([id, { type }]) =>
      [...Object.keys(specs.get(type)?.inputs ?? {}), ...(type === OUTPUTS_ID ? [NEW_PORT] : [])]
        .map((input) => ({ node: id, port: input }))
        .filter((input) => !wired.some((target) => portName(target) === portName(input)))
        .filter((input) => mayWire(workflow, specs, output, input).ok),
    );
    return { targets: wired, others: free };
  }, [workflow, specs, output]);
  const nameOf = (input: PortRef) => `${nodeName(input.node)}: ${labelOf(input.node, input.port)}`;
  const edit = useDocument.getState().edit;
  return (
    <div className="port-entry">
      <PortTerm name={name} label={label} type={port.type} />
      {value && (
        <dd className="port-value" title={words.lastRun}>
          {value.text} {value.bytes > 0 && <span className="muted">{formatBytes(value.bytes)}</span>}
          {value.tensor && <TensorView tensor={value.tensor} />}
          {value.curve && <Curve values={value.curve} title={label} />}
        </dd>
      )}
      {targets.map((target) => (
        <dd key={portName(target)} className="port-target">
          <span>→ {nameOf(target)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={words.removeTarget(nameOf(target))}
            title={words.removeTarget(nameOf(target))}
            onClick={() => edit((before) => disconnect(before, target), { label: 'disconnect' })}
          >
            <CloseIcon />
          </button>
        </dd>
      ))}
      {others.length > 0 && (
        <dd>
          <select
            className="field port-source"
            aria-label={words.targets(label)}
            value=""
            onChange={(event) => {
              const input = others.find((candidate) => portName(candidate) === event.target.value);
              if (input) edit((before) => connect(before, output, input), { label: 'connect' });
            }}
          >
            <option value="">{words.addTarget}</option>
            {others.map((input) => (
              <option key={portName(input)} value={portName(input)}>
                {nameOf(input)}
              </option>
            ))}
          </select>
        </dd>
      )}
      <dd className="port-help">{port.help}</dd>
    </div>
  );
});
