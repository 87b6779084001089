import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { TextResult } from '../player/text-result.tsx';
import { tintClass } from '../state/colors.ts';
import { filesOf, type NodeRun } from '../state/run-state.ts';
import { useNodeRun } from '../state/shown-run.ts';
import { textsOf } from '../state/text-results.ts';
import { useTranslator } from '../words/use-words.ts';
import type { CardData, CardNode } from './canvas-node.ts';
import { CardHeader } from './card-header.tsx';
import { CardResizer } from './card-resizer.tsx';
import { CardRowView } from './card-row.tsx';
import { HEADER_HEIGHT } from './node-geometry.ts';
import { NodeMedia } from './node-media.tsx';
import { useDetail } from './overview.tsx';
import { Port } from './port.tsx';

/** A node on the canvas. All of its state is in the stores: cards out of sight are taken down and built again. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const run = useNodeRun(id);
  const detail = useDetail();
  const { card, geometry } = data;
  if (detail === 'box') {
    const className = `${classOf(run, data, selected)} card-box socket-${card.tint ?? 'unknown'}`;
    return <article className={className} data-status={run?.status ?? 'idle'} />;
  }
  const isFar = detail === 'ports';
  return (
    <article className={classOf(run, data, selected)} data-status={run?.status ?? 'idle'}>
      <CardHeader id={id} card={card} run={run} problems={data.problems} mode={data.look.mode} />
      {data.look.collapsed && <CollapsedPorts id={id} data={data} />}
      {geometry.rows.map((row) => (
        <CardRowView key={row.top} node={id} row={row} data={data} run={run} isFar={isFar} />
      ))}
      {geometry.media && !isFar && (
        <NodeMedia title={card.title} picture={run?.picture} files={filesOf(run)} {...geometry.media} />
      )}
      {geometry.text && !isFar && (
        <div className="card-text nodrag nopan nowheel" style={geometry.text}>
          {textsOf(run?.outputs).map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice, and the order is what they are known by.
            <TextResult key={index} text={text} />
          ))}
        </div>
      )}
      {selected && !isFar && !data.look.collapsed && card.kind !== 'border' && <CardResizer id={id} />}
      {geometry.notice && run?.failure && <Notice run={run} {...geometry.notice} />}
    </article>
  );
});

/** Of a collapsed card all ports are in one place; the wires say which are in use. */
function CollapsedPorts({ id, data }: { id: string; data: CardData }) {
  const shared = { node: id, top: HEADER_HEIGHT / 2, value: undefined };
  return (
    <>
      {data.card.inputs.map((port) => (
        <Port key={`in ${port.name}`} {...shared} port={port} side="target" isWired={port.name in data.sources} />
      ))}
      {data.card.outputs.map((port) => (
        <Port key={`out ${port.name}`} {...shared} port={port} side="source" isWired />
      ))}
    </>
  );
}

function Notice({ run, top, height }: { run: NodeRun; top: number; height: number }) {
  const translate = useTranslator();
  const message = translate(run.failure?.message ?? '');
  const hint = run.failure?.hint && translate(run.failure.hint);
  return (
    <p className="card-notice" style={{ top, height }} title={[message, hint].filter(Boolean).join('\n')}>
      {message} {hint && <span className="muted">{hint}</span>}
    </p>
  );
}

function classOf(
  run: NodeRun | undefined,
  { problems, card, look }: CardData,
  isSelected: boolean | undefined,
): string {
  return [
    'card',
    run && `card-${run.status}`,
    problems.length > 0 && 'card-problem',
    isSelected && 'card-selected',
    look.mode && `card-${look.mode}`,
    look.collapsed && 'card-collapsed',
    !card.isKnown && 'card-unknown',
    card.kind !== 'node' && `card-${card.kind}`,
    tintClass(look.color),
  ]
    .filter(Boolean)
    .join(' ');
}
