import { useEffect, useRef } from 'react';
import type { NodeSpec } from '../../core/define-node.ts';
import { socketTypeOf } from '../../core/ports.ts';
import { canConnect } from '../../core/sockets.ts';
import type { SocketType } from '../../core/values.ts';
import type { Point } from '../../core/workflow.ts';
import { addNodeAt } from '../commands/add-node.ts';
import { currentWorkflow } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { useHost } from '../state/host.ts';
import { type LooseWire, useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { localSocket } from '../words/local-specs.ts';
import { useAddableSpecs, useWords } from '../words/use-words.ts';
import { placeInside } from './place-inside.ts';
import { SearchList } from './search-list.tsx';

interface NodeSearchProps {
  readonly at: Point;
  readonly place: [number, number];
  readonly wire?: LooseWire;
}

const WIDTH = 320;
const HEIGHT = 360;

/** Nodes to add where the pointer was; after a wire was dropped on nothing, those alone that it fits. */
export function NodeSearch({ at, place, wire }: NodeSearchProps) {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const specs = useAddableSpecs();
  const english = useHost((state) => state.specs);
  const language = useSession((state) => state.language);
  const panel = useRef<HTMLDivElement>(null);
  const [left, top] = placeInside(at, [WIDTH, HEIGHT]);
  const type = wire && typeOf(wire);
  const fitting =
    wire && type
      ? [...specs.values()]
          .filter((spec) => fits(spec, wire.side, type))
          .toSorted((a, b) => fitness(b, wire.side, type) - fitness(a, wire.side, type))
      : [...specs.values()];

  useEffect(() => {
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) close();
    };
    window.addEventListener('pointerdown', leave, true);
    return () => window.removeEventListener('pointerdown', leave, true);
  }, [close]);

  return (
    <div
      ref={panel}
      className="popup node-search"
      role="dialog"
      aria-label={words.findNode}
      style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}
    >
      <SearchList
        label={type ? words.findFittingNode(localSocket(type, language)) : words.findNode}
        empty={fitting.length === 0 ? words.nothingFits : words.nothingFound}
        entries={fitting.map((spec) => ({
          key: spec.id,
          title: spec.title,
          detail: spec.summary,
          texts: searchTexts(spec, english.get(spec.id)),
          className: `overlay-node socket-${Object.values(spec.outputs)[0]?.type ?? 'unknown'}`,
          run: () => addNodeAt(spec.id, place, wire ? { wire } : {}),
        }))}
        onDone={close}
      />
    </div>
  );
}

/** What a node is found by: what it is called in the window's language and in English, its id, what it does. */
export function searchTexts(spec: NodeSpec, english: NodeSpec = spec): string[] {
  return [spec.title, english.title, spec.id, spec.summary, english.summary];
}

/** Whether a node has a port for the loose end of a wire. */
export function fits(spec: NodeSpec, side: LooseWire['side'], type: SocketType): boolean {
  return side === 'source'
    ? Object.values(spec.inputs).some((port) => canConnect(type, socketTypeOf(port)).ok)
    : Object.values(spec.outputs).some((port) => canConnect(port.type, type).ok);
}

/** What has a port for wires of this type comes before what has a control that they can take the place of, and that before what takes any type. */
export function fitness(
  { inputs, outputs }: Pick<NodeSpec, 'inputs' | 'outputs'>,
  side: LooseWire['side'],
  type: SocketType,
): number {
  if (side === 'target') return Number(Object.values(outputs).some((port) => port.type === type));
  const ports = Object.values(inputs).filter((port) => socketTypeOf(port) === type);
  return ports.some(({ kind }) => kind === 'wire') ? 2 : Math.min(1, ports.length);
}

function typeOf({ node, port, side }: LooseWire): SocketType | undefined {
  const spec = currentSpecs().get(currentWorkflow().nodes[node]?.type ?? '');
  if (side === 'source') return spec?.outputs[port]?.type;
  const input = spec?.inputs[port];
  return input && socketTypeOf(input);
}
