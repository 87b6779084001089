import { type ConnectionLineComponentProps, getBezierPath } from '@xyflow/react';
import { currentWorkflow } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { currentTranslator } from '../words/use-words.ts';
import type { CanvasNode, CardData } from './canvas-node.ts';
import { judgeDrop } from './drag.ts';

/** The wire while it is drawn, with the reason beside it where it does not fit. */
export function ConnectionLine(props: ConnectionLineComponentProps<CanvasNode>) {
  const { fromNode, fromHandle, fromX, fromY, toX, toY, fromPosition, toPosition, toNode, toHandle } = props;
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const ports = 'card' in fromNode.data ? (fromNode.data as CardData).card : undefined;
  const from = ports && [...ports.outputs, ...ports.inputs].find(({ name }) => name === fromHandle.id);
  const start = { node: fromNode.id, port: fromHandle.id ?? '', side: fromHandle.type };
  const verdict =
    toNode && toHandle
      ? judgeDrop(currentWorkflow(), currentSpecs(), start, toHandle.type, {
          node: toNode.id,
          port: toHandle.id ?? '',
        })
      : undefined;
  return (
    <g className={`wire socket-${from?.type ?? 'unknown'}`}>
      <path className="connection-path" d={path} />
      {verdict && !verdict.ok && (
        <foreignObject className="refusal-frame" x={toX + 14} y={toY + 6} width={300} height={80}>
          <span className="refusal">{currentTranslator()(verdict.reason)}</span>
        </foreignObject>
      )}
    </g>
  );
}
