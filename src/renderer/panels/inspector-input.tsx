import { memo, useMemo } from 'react';
import { isInApp, toggleAppWidget } from '../../core/app-view.ts';
import { connect, disconnect } from '../../core/edits.ts';
import { type InputPort, socketTypeOf, type Widget } from '../../core/ports.ts';
import { INPUTS_ID, mayWire, NEW_PORT } from '../../core/subgraph-border.ts';
import { type PortRef, portName, type WorkflowNode } from '../../core/workflow.ts';
import { inspectorId } from '../commands/show-port.ts';
import { FRAMES_UNIT, framesPerSecondAfter } from '../state/clip-length.ts';
import { shownIn, useDocument, useScopePath, useWorkflow } from '../state/document.ts';
import { useSpecs } from '../state/document-specs.ts';
import { useGraphShape, useScene } from '../state/graph-shape.ts';
import { useNodeNames, usePortLabels } from '../state/node-titles.ts';
import { commitWidget, endWidgetGesture } from '../widgets/commit-widget.ts';
import { SizeTools } from '../widgets/size-tools.tsx';
import { WidgetControl } from '../widgets/widget-control.tsx';
import type { Words } from '../words/languages.ts';
import { useWords } from '../words/use-words.ts';
import { PinIcon } from './icons.tsx';
import { PortTerm } from './port-term.tsx';
import { describeRange, numberText } from './range.ts';

interface InputEntryProps {
  readonly input: PortRef;
  readonly port: InputPort;
  readonly node: WorkflowNode;
  readonly title: string;
}

/** An input with its control, its help and range, and a list of the outputs that fit: the way to wire without a pointer. */
export function InputEntry({ input, port, node, title }: InputEntryProps) {
  const words = useWords();
  const current = useScene().edges.find(({ to }) => to.node === input.node && to.port === input.port)?.from;
  const label = port.label ?? input.port;
  return (
    <div className="port-entry" id={inspectorId(input.port)}>
      <PortTerm name={input.port} label={label} type={socketTypeOf(port)}>
        {port.kind !== 'wire' && <PinButton input={input} label={label} />}
      </PortTerm>
      {port.kind !== 'wire' && !current && <OwnValue {...{ input, port, node, title, label, words }} />}
      <SourceChoice node={input.node} name={input.port} port={port} label={label} current={current} />
      <dd className="port-help">
        {port.help} {port.kind !== 'wire' && <span className="muted">{describeRange(port, words)}</span>}
      </dd>
    </div>
  );
}

/** Texts and seeds are one's own, and a file is taken out by the button beside it. */
const WITHOUT_RESET: ReadonlySet<Widget['kind']> = new Set(['text', 'seed', 'file'] as const);

interface OwnValueProps extends Omit<InputEntryProps, 'port'> {
  readonly port: Widget;
  readonly label: string;
  readonly words: Words;
}

function OwnValue({ input, port, node, title, label, words }: OwnValueProps) {
  const value = node.widgets[input.port] ?? port.default;
  const place = { node: input.node, name: input.port };
  return (
    <dd className={`port-control${port.kind === 'text' && port.multiline ? ' port-control-area' : ''}`}>
      <WidgetControl place={place} widget={port} value={value} label={`${title}: ${label}`} />
      {value !== port.default && !WITHOUT_RESET.has(port.kind) && (
        <button
          type="button"
          className="link port-reset"
          onClick={() => {
            commitWidget(place, port.default);
            endWidgetGesture();
          }}
        >
          {words.widget.reset(numberText(port, port.default, words))}
        </button>
      )}
      <ClipSeconds input={input} value={value} />
      <Shapes input={input} node={node} />
    </dd>
  );
}

/** How long so many frames are played. */
export function ClipSeconds({ input, value }: { input: PortRef; value: unknown }) {
  const words = useWords();
  const workflow = useWorkflow();
  const specs = useSpecs();
  const port = specs.get(workflow.nodes[input.node]?.type ?? '')?.inputs[input.port];
  if (port?.kind !== 'int' || port.unit !== FRAMES_UNIT || typeof value !== 'number') return null;
  const rate = framesPerSecondAfter(workflow, specs, input.node);
  if (rate === undefined) return null;
  return (
    <span className="muted numbers" title={words.widget.secondsAt(String(rate))}>
      = {words.widget.seconds((value / rate).toFixed(1))}
    </span>
  );
}

/** Shapes stand below the width of a node that has a height too. */
export function Shapes({ input, node }: { input: PortRef; node: WorkflowNode }) {
  const spec = useSpecs().get(node.type);
  const { edges } = useScene();
  const [width, height] = [spec?.inputs.width, spec?.inputs.height];
  if (input.port !== 'width' || width?.kind !== 'int' || height?.kind !== 'int') return null;
  if (edges.some(({ to }) => to.node === input.node && to.port === 'height')) return null;
  const size = {
    width: Number(node.widgets.width ?? width.default),
    height: Number(node.widgets.height ?? height.default),
  };
  return <SizeTools node={input.node} size={size} width={width} height={height} />;
}

interface SourceChoiceProps {
  readonly node: string;
  readonly name: string;
  readonly port: InputPort;
  readonly label: string;
  readonly current: PortRef | undefined;
}

/** Remembered: in a large graph there are thousands to choose from, and the same ones while somebody types. */
const SourceChoice = memo(function SourceChoice({ node, name, port, label, current }: SourceChoiceProps) {
  const words = useWords();
  const input = useMemo(() => ({ node, port: name }), [node, name]);
  const sources = useFittingOutputs(input);
  const nameOf = useNodeNames();
  const labelOf = usePortLabels();
  if (sources.length === 0 && !current) return null;
  const listed = current && !sources.some((source) => portName(source) === portName(current)) ? [current] : [];
  const choose = (chosen: string) => {
    const source = sources.find((candidate) => portName(candidate) === chosen);
    useDocument
      .getState()
      .edit((workflow) => (source ? connect(workflow, source, input) : disconnect(workflow, input)), {
        label: source ? 'connect' : 'disconnect',
      });
  };
  return (
    <dd>
      <select
        className={`field port-source${current ? ' port-source-set' : ''}`}
        aria-label={words.source(label)}
        value={current ? portName(current) : ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{port.kind === 'wire' ? words.notConnected : words.valueOfItsOwn}</option>
        {[...listed, ...sources].map((source) => (
          <option key={portName(source)} value={portName(source)}>
            {words.fromNode(`${nameOf(source.node)}: ${labelOf(source.node, source.port)}`)}
          </option>
        ))}
      </select>
    </dd>
  );
});

function PinButton({ input, label }: { input: PortRef; label: string }) {
  const words = useWords();
  const isPinned = useDocument((state) => isInApp(shownIn(state), input));
  // The form is of the whole document.
  if (useScopePath() !== '') return null;
  return (
    <button
      type="button"
      className="icon-button pin"
      aria-pressed={isPinned}
      aria-label={words.app.pin(label)}
      title={words.app.pin(label)}
      onClick={() => useDocument.getState().edit((workflow) => toggleAppWidget(workflow, input), { label: 'app' })}
    >
      <PinIcon />
    </button>
  );
}

function useFittingOutputs(input: PortRef): PortRef[] {
  const workflow = useGraphShape();
  const specs = useSpecs();
  const { node: target, port: targetPort } = input;
  return useMemo(
    () =>
      Object.entries(workflow.nodes).flatMap(([node, { type }]) =>
        [...Object.keys(specs.get(type)?.outputs ?? {}), ...(type === INPUTS_ID ? [NEW_PORT] : [])]
          .map((port) => ({ node, port }))
          .filter((output) => mayWire(workflow, specs, output, { node: target, port: targetPort }).ok),
      ),
    [workflow, specs, target, targetPort],
  );
}
