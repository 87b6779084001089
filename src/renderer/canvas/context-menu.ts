import type { MouseEvent } from 'react';
import { disconnect } from '../../core/edits.ts';
import { isBorder } from '../../core/subgraph-border.ts';
import { portName } from '../../core/workflow.ts';
import { searchNodesAt } from '../commands/add-node.ts';
import { COMMANDS, type CommandName } from '../commands/commands.ts';
import { menuItems } from '../commands/menu-items.ts';
import { colorSelected } from '../commands/selection.ts';
import { boxOf } from '../state/box-keys.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { edgeId } from '../state/edge-id.ts';
import { type MenuItem, useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import type { CanvasNode, WireEdge } from './canvas-node.ts';
import { route } from './wire.tsx';
import { nearestSegment } from './wire-path.ts';

const LINE: MenuItem = { kind: 'line' };

/** What can be done to a node, group or note, and to what else is selected with it. */
export function openNodeMenu(event: MouseEvent, node: CanvasNode): void {
  if (isBorder(node.id)) {
    event.preventDefault();
    return;
  }
  const { selectedNodes, selectedBoxes, select } = useSession.getState();
  if (![...selectedNodes, ...selectedBoxes].includes(node.id)) {
    if (boxOf(node.id)) select([], [], [node.id]);
    else select([node.id]);
  }
  openSelectionMenu(event);
}

export function openSelectionMenu(event: MouseEvent): void {
  const words = currentWords();
  openMenu(event, words.selection, [
    ...enabled('runToHere'),
    LINE,
    ...commands('rename', 'collapse', 'bypass', 'mute', 'group'),
    { kind: 'colors', label: words.color, choose: colorSelected },
    ...enabled('makeSubgraph', 'enterSubgraph', 'unpackSubgraph', 'selectInside', 'fitFrame'),
    LINE,
    ...commands('cut', 'copy', 'duplicate'),
    LINE,
    ...enabled('layOut', 'alignLeft', 'alignTop', 'distributeAcross', 'distributeDown'),
    LINE,
    ...commands('delete', 'deleteAndHeal'),
  ]);
}

/** What can be done where nothing is. */
export function openCanvasMenu(event: MouseEvent | globalThis.MouseEvent): void {
  const at: [number, number] = [event.clientX, event.clientY];
  const place = useSession.getState().view?.fromScreen(at);
  const words = currentWords();
  openMenu(event, words.canvas, [
    action(words.commands.addNode, () => searchNodesAt(at, place)),
    ...commands('addNote', 'paste', 'pasteWithWires'),
    LINE,
    ...enabled('leaveSubgraph'),
    ...commands('selectAll', 'layOut', 'fit', 'minimap'),
    LINE,
    ...commands('undo', 'redo'),
  ]);
}

/** What can be done to a wire. */
export function openWireMenu(event: MouseEvent, wire: WireEdge): void {
  const words = currentWords();
  const at: [number, number] = [event.clientX, event.clientY];
  const edge = currentWorkflow().edges.find((candidate) => edgeId(candidate) === wire.id);
  if (!edge) return;
  useSession.getState().select([], [wire.id]);
  openMenu(event, portName(edge.to), [
    action(words.addPoint, () => addPoint(wire, at)),
    ...(edge.via ? [action(words.straighten, () => route(edge.to, []))] : []),
    LINE,
    action(words.removeWire, () =>
      useDocument.getState().edit((workflow) => disconnect(workflow, edge.to), { label: 'disconnect' }),
    ),
  ]);
}

/** Leads a wire past a place of the window. */
export function addPoint(wire: WireEdge, at: readonly [number, number]): void {
  const { view } = useSession.getState();
  const edge = currentWorkflow().edges.find((candidate) => edgeId(candidate) === wire.id);
  const boxes = view?.boxes() ?? {};
  const [source, target] = [boxes[wire.source], boxes[wire.target]];
  if (!view || !edge || !source || !target) return;
  const [x, y] = view.fromScreen(at);
  const via = edge.via ?? [];
  // Where exactly the ports are makes no difference to which segment is nearest.
  const start = [source.position[0] + source.size[0], source.position[1] + source.size[1] / 2] as const;
  const end = [target.position[0], target.position[1] + target.size[1] / 2] as const;
  route(edge.to, via.toSpliced(nearestSegment(start, end, via, [x, y]), 0, [Math.round(x), Math.round(y)]));
}

function openMenu(event: MouseEvent | globalThis.MouseEvent, label: string, items: readonly MenuItem[]): void {
  event.preventDefault();
  const tidy = items.filter((item, index) => item.kind !== 'line' || (index > 0 && items[index + 1]?.kind !== 'line'));
  useOverlay.getState().show({ kind: 'menu', at: [event.clientX, event.clientY], label, items: tidy });
}

function commands(...names: readonly CommandName[]): MenuItem[] {
  return menuItems(
    names.map((name) => ({ ...COMMANDS[name], startsGroup: false })),
    currentWords(),
  );
}

/** Those alone that there is something to do with. */
function enabled(...names: readonly CommandName[]): MenuItem[] {
  return commands(...names).filter((item) => item.kind !== 'action' || item.isEnabled);
}

function action(label: string, run: () => void): MenuItem {
  return { kind: 'action', label, isEnabled: true, run };
}
