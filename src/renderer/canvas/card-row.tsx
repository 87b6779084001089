import { disconnect } from '../../core/edits.ts';
import type { Widget } from '../../core/ports.ts';
import { CloseIcon } from '../panels/icons.tsx';
import { shownIn, useDocument } from '../state/document.ts';
import type { NodeRun } from '../state/run-state.ts';
import type { WidgetPlace } from '../widgets/commit-widget.ts';
import { WidgetControl } from '../widgets/widget-control.tsx';
import { useWords } from '../words/use-words.ts';
import type { CardData } from './canvas-node.ts';
import type { CardInput, CardPort } from './describe-card.ts';
import { type CardRow, isArea, ROW_HEIGHT } from './node-geometry.ts';
import { Port } from './port.tsx';

interface CardRowProps {
  readonly node: string;
  readonly row: CardRow;
  readonly data: CardData;
  readonly run: NodeRun | undefined;
  readonly isFar: boolean;
}

/** One row of a card: an input and an output, or a widget with its port; below it what is wrong. */
export function CardRowView({ node, row, data, run, isFar }: CardRowProps) {
  const middle = row.top + ROW_HEIGHT / 2;
  const { input } = row;
  const output = row.kind === 'ports' ? row.output : undefined;
  return (
    <>
      {input && (
        <Port
          node={node}
          port={input}
          side="target"
          top={middle}
          isWired={input.name in data.sources}
          value={undefined}
        />
      )}
      {output && (
        <Port node={node} port={output} side="source" top={middle} isWired value={run?.outputs?.[output.name]?.text} />
      )}
      {!isFar && (
        <div
          className={`card-row${row.message ? ' card-row-problem' : ''}`}
          style={{ top: row.top, height: row.height }}
        >
          <div className="card-row-line">
            {row.kind === 'ports' ? (
              <PortLabels input={row.input} output={row.output} />
            ) : (
              <WidgetLine node={node} input={row.input} areaHeight={row.areaHeight} data={data} />
            )}
          </div>
          {row.message && (
            <p className="card-row-message" title={row.message}>
              {row.message}
            </p>
          )}
        </div>
      )}
    </>
  );
}

function PortLabels({ input, output }: { input: CardInput | undefined; output: CardPort | undefined }) {
  const isOptional = input?.port?.kind === 'wire' && input.port.optional;
  return (
    <>
      <span className={`port-label${isOptional ? ' port-optional' : ''}`} title={input?.help}>
        {input?.label}
      </span>
      <span className="port-label port-label-out" title={output?.help}>
        {output?.label}
      </span>
    </>
  );
}

const WIDGET = { className: 'widget' };

interface WidgetLineProps {
  readonly node: string;
  readonly input: CardInput;
  readonly areaHeight: number;
  readonly data: CardData;
}

function WidgetLine({ node, input, areaHeight, data }: WidgetLineProps) {
  const words = useWords();
  const { name, label, port } = input;
  if (!port || port.kind === 'wire') return null;
  const source = data.sources[name];
  return (
    <>
      <span className="port-label" title={input.help}>
        {label}
      </span>
      {source === undefined ? (
        <div {...(isArea(input) ? { className: 'widget widget-area', style: { height: areaHeight } } : WIDGET)}>
          <OwnValue place={{ node, name }} widget={port} label={`${data.card.title}: ${label}`} />
        </div>
      ) : (
        <span className="widget widget-wired">
          <span className="wired-source">{words.fromNode(source)}</span>
          <button
            type="button"
            className="icon-button nodrag nopan"
            aria-label={`${words.widget.ownValue} (${data.card.title}: ${label})`}
            title={words.widget.ownValue}
            onClick={() =>
              useDocument
                .getState()
                .edit((workflow) => disconnect(workflow, { node, port: name }), { label: 'disconnect' })
            }
          >
            <CloseIcon />
          </button>
        </span>
      )}
    </>
  );
}

/** The control, with its value as it stands. */
function OwnValue({ place, widget, label }: { place: WidgetPlace; widget: Widget; label: string }) {
  const value = useDocument((state) => shownIn(state).nodes[place.node]?.widgets[place.name]) ?? widget.default;
  return <WidgetControl place={place} widget={widget} value={value} label={label} />;
}
