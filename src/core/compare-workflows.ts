import { isSameJson } from './same-json.ts';
import { definitionOf } from './subgraph.ts';
import { type PortRef, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/** A value that is another one now; `undefined` where it was or is not there. */
export interface FieldChange {
  /** `widget`: a value of the node, by its name; `look`: anything else that is said of it. */
  readonly kind: 'widget' | 'look';
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface NodeChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly id: string;
  /** The node as it is; a removed one as it was. */
  readonly node: WorkflowNode;
  /** Of a changed node. Places are not among them. */
  readonly fields: readonly FieldChange[];
}

export interface WireChange {
  readonly kind: 'added' | 'removed';
  readonly from: PortRef;
  readonly to: PortRef;
}

export interface BoxChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly what: 'group' | 'note';
  /** Its title or text, as it is; of a removed one as it was. */
  readonly text: string;
}

export interface SubgraphChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly id: string;
  /** As it is; of a removed one as it was. */
  readonly title: string;
}

/** What is different between two versions of a workflow. */
export interface WorkflowChanges {
  readonly nodes: readonly NodeChange[];
  readonly wires: readonly WireChange[];
  readonly boxes: readonly BoxChange[];
  /** Title, description, app view and what else is said of the whole. */
  readonly meta: readonly FieldChange[];
  /** Subgraphs by their title. */
  readonly subgraphs: readonly SubgraphChange[];
  /** How many nodes, groups and notes are at another place and otherwise the same. */
  readonly moved: number;
}

/** What became of a workflow from one version to another. Nodes are the same where their ids are; wires where both their ends are. */
export function compareWorkflows(before: Workflow, after: Workflow): WorkflowChanges {
  const nodes = compareNodes(before, after);
  const boxes = [
    ...compareBoxes('group', before.groups, after.groups, ({ title }) => title),
    ...compareBoxes('note', before.notes, after.notes, ({ text }) => text),
  ];
  const changed = new Set(nodes.map(({ id }) => id));
  const movedNodes = Object.entries(after.nodes).filter(([id, node]) => {
    const earlier = before.nodes[id];
    return earlier && !changed.has(id) && !isSameJson(earlier.position, node.position);
  });
  return {
    nodes,
    wires: compareWires(before, after),
    boxes: boxes.flatMap((change) => (change.kind === 'moved' ? [] : [{ ...change, kind: change.kind }])),
    meta: compareFields('look', before.meta, after.meta),
    subgraphs: compareSubgraphs(before, after),
    moved: movedNodes.length + boxes.filter(({ kind }) => kind === 'moved').length,
  };
}

/** Whether two versions are the same but for places. */
export function isUnchanged({ nodes, wires, boxes, meta, subgraphs }: WorkflowChanges): boolean {
  return nodes.length + wires.length + boxes.length + meta.length + subgraphs.length === 0;
}

function compareSubgraphs(before: Workflow, after: Workflow): SubgraphChange[] {
  const titleIn = (workflow: Workflow, id: string) => definitionOf(workflow, id)?.title ?? id;
  const ids = [...new Set([...Object.keys(before.subgraphs), ...Object.keys(after.subgraphs)])].sort();
  return ids.flatMap((id): SubgraphChange[] => {
    const [earlier, later] = [before.subgraphs[id], after.subgraphs[id]];
    if (!later) return [{ kind: 'removed', id, title: titleIn(before, id) }];
    if (earlier && isSameJson(earlier, later)) return [];
    return [{ kind: earlier ? 'changed' : 'added', id, title: titleIn(after, id) }];
  });
}

function compareNodes(before: Workflow, after: Workflow): NodeChange[] {
  const ids = [...new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])].sort();
  return ids.flatMap((id): NodeChange[] => {
    const [earlier, node] = [before.nodes[id], after.nodes[id]];
    if (!earlier && node) return [{ kind: 'added', id, node, fields: [] }];
    if (!node) return earlier ? [{ kind: 'removed', id, node: earlier, fields: [] }] : [];
    const fields = earlier ? fieldsOf(earlier, node) : [];
    return fields.length > 0 ? [{ kind: 'changed', id, node, fields }] : [];
  });
}

function fieldsOf(before: WorkflowNode, after: WorkflowNode): FieldChange[] {
  const look = ({ position: _, widgets: __, ...rest }: WorkflowNode) => rest;
  return [
    ...compareFields('widget', before.widgets, after.widgets),
    ...compareFields('look', look(before), look(after)),
  ];
}

function compareFields(kind: FieldChange['kind'], before: object, after: object): FieldChange[] {
  const [earlier, later] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .sort()
    .filter((name) => !isSameJson(earlier.get(name), later.get(name)))
    .map((name) => ({ kind, name, before: earlier.get(name), after: later.get(name) }));
}

function compareWires(before: Workflow, after: Workflow): WireChange[] {
  const nameOf = ({ from, to }: { from: PortRef; to: PortRef }) => `${portName(from)} ${portName(to)}`;
  const missingIn = (wires: Workflow['edges'], others: Workflow['edges'], kind: WireChange['kind']) => {
    const known = new Set(others.map(nameOf));
    return wires.filter((wire) => !known.has(nameOf(wire))).map(({ from, to }) => ({ kind, from, to }));
  };
  return [...missingIn(before.edges, after.edges, 'removed'), ...missingIn(after.edges, before.edges, 'added')];
}

type BoxVerdict = Omit<BoxChange, 'kind'> & { readonly kind: BoxChange['kind'] | 'moved' };

function compareBoxes<T extends { readonly id: string }>(
  what: BoxChange['what'],
  before: readonly T[],
  after: readonly T[],
  textOf: (box: T) => string,
): BoxVerdict[] {
  const removed = before.filter(({ id }) => !after.some((box) => box.id === id));
  return [
    ...removed.map((box): BoxVerdict => ({ kind: 'removed', what, text: textOf(box) })),
    ...after.flatMap((box): BoxVerdict[] => {
      const earlier = before.find(({ id }) => id === box.id);
      if (!earlier) return [{ kind: 'added', what, text: textOf(box) }];
      if (isSameJson(earlier, box)) return [];
      const isMoved = isSameJson(withoutPlace(earlier), withoutPlace(box));
      return [{ kind: isMoved ? 'moved' : 'changed', what, text: textOf(box) }];
    }),
  ];
}

function withoutPlace(box: object): object {
  return Object.fromEntries(Object.entries(box).filter(([name]) => name !== 'position'));
}
