import { type AlignSide, type Axis, alignBoxes, distributeBoxes, type Places } from '../../core/arrange.ts';
import { disconnect, moveNodes, removeNodes } from '../../core/edits.ts';
import { type Box, changeBox, removeBoxes } from '../../core/edits-boxes.ts';
import { changeNodes, healedWires, type NodeLook, removeNodesHealing } from '../../core/edits-nodes.ts';
import { isBorder } from '../../core/subgraph-border.ts';
import type { NodeMode, Workflow } from '../../core/workflow.ts';
import { boxOf, groupKey, noteKey } from '../state/box-keys.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { edgeId } from '../state/edge-id.ts';
import { askName } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { currentLocalSpecs, currentWords } from '../words/use-words.ts';

/** What is selected and still there. */
export function selection() {
  const { selectedNodes, selectedEdges, selectedBoxes } = useSession.getState();
  const { nodes, edges, groups, notes } = currentWorkflow();
  const boxes = selectedBoxes.map(boxOf);
  const isThere = (kind: 'groups' | 'notes', all: readonly { readonly id: string }[]) =>
    boxes.flatMap((box) => (box?.kind === kind && all.some(({ id }) => id === box.id) ? [box.id] : []));
  return {
    nodes: selectedNodes.filter((id) => id in nodes && !isBorder(id)),
    edges: edges.filter((edge) => selectedEdges.includes(edgeId(edge))),
    groups: isThere('groups', groups),
    notes: isThere('notes', notes),
  };
}

export const hasNodes = () => selection().nodes.length > 0;
export const hasCardsOrBoxes = () => {
  const { nodes, groups, notes } = selection();
  return nodes.length + groups.length + notes.length > 0;
};
export const hasSelection = () => Object.values(selection()).some((list) => list.length > 0);

export function selectAll(): void {
  const { nodes, groups, notes } = currentWorkflow();
  const boxes = [...groups.map(({ id }) => groupKey(id)), ...notes.map(({ id }) => noteKey(id))];
  useSession.getState().select(
    Object.keys(nodes).filter((id) => !isBorder(id)),
    [],
    boxes,
  );
}

/** Removes what is selected, in one step. */
export function deleteSelected(): void {
  const before = currentWorkflow();
  const { nodes } = selection();
  const cut = healedWires(before, currentSpecs(), nodes);
  removeSelected((workflow, ids) => (ids.length > 0 ? removeNodes(workflow, ids) : workflow));
  if (cut > 0) offerToHeal(before, nodes);
}

/** Says that wires were cut through, and joins their ends if wanted: as long as nothing else has been done. */
function offerToHeal(before: Workflow, nodes: readonly string[]): void {
  const words = currentWords();
  const specs = currentSpecs();
  const after = currentWorkflow();
  const { say } = useSession.getState();
  const heal = () => {
    say(undefined);
    if (currentWorkflow() !== after) return;
    const { edges } = removeNodesHealing(before, specs, nodes);
    useDocument.getState().edit((workflow) => ({ ...workflow, edges }), { label: 'heal' });
  };
  say({ tone: 'info', text: words.wiresCut(nodes.length), action: { label: words.joinWires, run: heal } });
}

/** Removes the selected nodes; what they were fed goes on to what read them. */
export function deleteAndHeal(): void {
  removeSelected((workflow, ids) => removeNodesHealing(workflow, currentSpecs(), ids));
}

/** Whether deleting the selected nodes would leave ends that could be joined. */
export function canHeal(): boolean {
  return healedWires(currentWorkflow(), currentSpecs(), selection().nodes) > 0;
}

function removeSelected(remove: (workflow: Workflow, ids: readonly string[]) => Workflow): void {
  const { nodes, edges, groups, notes } = selection();
  if (nodes.length + edges.length + groups.length + notes.length === 0) return;
  useDocument.getState().edit(
    (workflow) => {
      const unwired = edges.reduce((rest: Workflow, { to }) => disconnect(rest, to), workflow);
      return removeBoxes(remove(unwired, nodes), groups, notes);
    },
    { label: 'delete' },
  );
  useSession.getState().select([]);
}

/** Changes how the selected nodes look or run. */
export function changeSelected(look: NodeLook, label: string): void {
  const { nodes } = selection();
  if (nodes.length > 0) useDocument.getState().edit((workflow) => changeNodes(workflow, nodes, look), { label });
}

export function allHave(field: 'mode' | 'collapsed', value: NodeMode | true): boolean {
  const { nodes } = selection();
  return nodes.length > 0 && nodes.every((id) => currentWorkflow().nodes[id]?.[field] === value);
}

/** Bypasses or mutes the selected nodes; when all of them are, takes it back. */
export function toggleMode(mode: NodeMode): void {
  changeSelected({ mode: allHave('mode', mode) ? undefined : mode }, mode);
}

export function toggleCollapsed(): void {
  changeSelected({ collapsed: !allHave('collapsed', true) }, 'collapse');
}

/** Colours the selected nodes, groups and notes. */
export function colorSelected(color: string | undefined): void {
  const { nodes, groups, notes } = selection();
  useDocument.getState().edit(
    (workflow) => {
      const framed = groups.reduce((next, id) => changeBox(next, 'groups', id, { color }), workflow);
      const noted = notes.reduce((next, id) => changeBox(next, 'notes', id, { color }), framed);
      return nodes.length > 0 ? changeNodes(noted, nodes, { color }) : noted;
    },
    { label: 'color' },
  );
}

/** Asks for a name for the selected node or group, an empty one gives a node its own back; a note is written in. */
export async function renameSelected(): Promise<void> {
  const words = currentWords();
  const [node] = selection().nodes;
  const [group] = selection().groups;
  const [note] = selection().notes;
  const { nodes, groups } = currentWorkflow();
  const { edit } = useDocument.getState();
  if (node !== undefined) {
    const { title, type = '' } = nodes[node] ?? {};
    const own = currentLocalSpecs().get(type)?.title ?? type;
    const shown = title === undefined ? own : words.exampleName(title);
    const name = await askName(words.renameNode, shown, words.rename);
    if (name === undefined || name.trim() === shown) return;
    const next = name.trim() === '' || name.trim() === own ? undefined : name.trim();
    edit((workflow) => changeNodes(workflow, [node], { title: next }), { label: 'rename' });
  } else if (group !== undefined) {
    const present = groups.find(({ id }) => id === group)?.title ?? '';
    const title = await askName(words.renameGroup, present, words.rename);
    if (title !== undefined) edit((workflow) => changeBox(workflow, 'groups', group, { title }), { label: 'rename' });
  } else if (note !== undefined) {
    useSession.getState().set({ noteToWrite: note });
  }
}

export function alignSelected(side: AlignSide): void {
  place(alignBoxes(selectedBoxes(), side));
}

export function distributeSelected(axis: Axis): void {
  place(distributeBoxes(selectedBoxes(), axis));
}

/** Moves nodes and boxes, as one step; none, when they are there already. */
export function place(places: Places, label = 'arrange'): void {
  const boxes = useSession.getState().view?.boxes() ?? {};
  const moved = Object.entries(places).filter(([key, [x, y]]) => {
    const [left, top] = boxes[key]?.position ?? [];
    return left !== x || top !== y;
  });
  if (moved.length === 0) return;
  useDocument.getState().edit((workflow) => placeAll(workflow, Object.fromEntries(moved)), { label });
}

/** Moves nodes, groups and notes, each named by its key. */
export function placeAll(workflow: Workflow, places: Places): Workflow {
  const nodes = Object.fromEntries(Object.entries(places).filter(([key]) => key in workflow.nodes));
  return Object.entries(places).reduce(
    (next, [key, position]) => {
      const box = boxOf(key);
      return box ? changeBox(next, box.kind, box.id, { position: [position[0], position[1]] }) : next;
    },
    Object.keys(nodes).length > 0 ? moveNodes(workflow, nodes) : workflow,
  );
}

/** Place and size of what is selected. */
export function selectedBoxes(): Readonly<Record<string, Box>> {
  const { view } = useSession.getState();
  const { nodes, groups, notes } = selection();
  const keys = new Set([...nodes, ...groups.map(groupKey), ...notes.map(noteKey)]);
  return Object.fromEntries(Object.entries(view?.boxes() ?? {}).filter(([key]) => keys.has(key)));
}
