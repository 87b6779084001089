import { Handle, Position } from '@xyflow/react';
import { currentWorkflow } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { useSession } from '../state/session.ts';
import { localSocket } from '../words/local-specs.ts';
import type { CardPort } from './describe-card.ts';
import { judgeDrop, useDrag } from './drag.ts';
import { PortShape } from './port-shape.tsx';

interface PortProps {
  readonly node: string;
  readonly port: CardPort;
  readonly side: 'source' | 'target';
  readonly top: number;
  readonly isWired: boolean;
  /** What came through it in the latest run. */
  readonly value: string | undefined;
}

/** The mark where wires start and end. While a wire is drawn, it glows where the wire fits and fades where it does not. */
export function Port({ node, port, side, top, isWired, value }: PortProps) {
  const start = useDrag((state) => state.start);
  // The document does not change while a wire is drawn.
  const verdict = start && judgeDrop(currentWorkflow(), currentSpecs(), start, side, { node, port: port.name });
  const isStart = start?.node === node && start.port === port.name && start.side === side;
  const state = !start || isStart ? '' : verdict?.ok ? ' port-fits' : ' port-fades';
  const language = useSession((state) => state.language);
  const about = `${port.label}: ${port.type ? localSocket(port.type, language) : '?'}`;
  return (
    <Handle
      type={side}
      position={side === 'source' ? Position.Right : Position.Left}
      id={port.name}
      className={`port socket-${port.type ?? 'unknown'}${state}`}
      style={{ top }}
      title={[about, value ?? port.help].filter(Boolean).join('\n')}
    >
      <PortShape type={port.type} isFilled={isWired} isList={port.isList} />
    </Handle>
  );
}
