import { type NodeHandle, Position } from '@xyflow/react';
import type { NodeSpecs } from '../../core/define-node.ts';
import { mappedNodes } from '../../core/lists.ts';
import type { Problem } from '../../core/validate.ts';
import {
  type Edge,
  type Group,
  type Note,
  type Point,
  portName,
  type Workflow,
  type WorkflowNode,
} from '../../core/workflow.ts';
import { groupKey, noteKey } from '../state/box-keys.ts';
import { edgeId } from '../state/edge-id.ts';
import { makesTexts } from '../state/text-results.ts';
import { type NameOf, nodeTitle } from '../words/node-title.ts';
import type { CanvasNode, CardData, CardNode, GroupNode, NoteNode, WireEdge } from './canvas-node.ts';
import { asGiven, describeCard } from './describe-card.ts';
import { cardGeometry } from './node-geometry.ts';

/** What the projection depends on besides the document. */
export interface ProjectionFacts {
  readonly specs: NodeSpecs;
  /** What given names are in the language that is set; as they are when it is left out. */
  readonly nameOf?: NameOf;
  readonly problems: readonly Problem[];
  readonly selectedNodes: readonly string[];
  readonly selectedEdges: readonly string[];
  /** Groups and notes, by their keys. */
  readonly selectedBoxes?: readonly string[];
  /** Nodes that show a picture or video. */
  readonly withMedia: readonly string[];
  /** Those of them whose picture is much wider than high. */
  readonly withStrip: readonly string[];
  /** Nodes out of which a text came. */
  readonly withText: readonly string[];
  /** Nodes that say why they failed. */
  readonly withNotice: readonly string[];
  /** Cards are drawn as boxes, without their ports. */
  readonly isOverview?: boolean;
}

type EdgeFacts = Pick<ProjectionFacts, 'specs' | 'selectedNodes' | 'selectedEdges'>;

/** The side of the square that React Flow takes for a port; its middle is on the card's edge. Wires end at its outer side, inside the mark. */
export const PORT_SIZE = 10;

interface Remembered<T> {
  readonly from: readonly unknown[];
  readonly value: T;
}

/** A projection that gives the same object again for every node that has not changed: React Flow redraws only the others. */
export function createNodeProjection(): (workflow: Workflow, facts: ProjectionFacts) => CanvasNode[] {
  let remembered = new Map<string, Remembered<CanvasNode>>();
  let wasOverview = false;
  return (workflow, facts) => {
    const { isOverview = false, nameOf = asGiven } = facts;
    // Of a box React Flow may find that it has no ports. A node of its own makes it take the ports that are given once more.
    const again = (node: CanvasNode) => (isOverview === wasOverview ? node : { ...node });
    const touching = edgesByNode(workflow);
    const selected = new Set([...facts.selectedNodes, ...(facts.selectedBoxes ?? [])]);
    const withMedia = new Set(facts.withMedia);
    const withStrip = new Set(facts.withStrip);
    const withText = new Set(facts.withText);
    const withNotice = new Set(facts.withNotice);
    const problemsByNode = groupByNode(facts.problems);
    const next = new Map<string, Remembered<CanvasNode>>();
    const project = (key: string, from: readonly unknown[], make: () => CanvasNode) => {
      const earlier = remembered.get(key);
      next.set(key, { from, value: earlier && isSame(earlier.from, from) ? again(earlier.value) : make() });
    };

    for (const group of workflow.groups) {
      const isSelected = selected.has(groupKey(group.id));
      project(groupKey(group.id), [group, isSelected], () => toGroupNode(group, isSelected));
    }
    for (const note of workflow.notes) {
      const isSelected = selected.has(noteKey(note.id));
      project(noteKey(note.id), [note, isSelected], () => toNoteNode(note, isSelected));
    }
    const mapped = mappedNodes(workflow, facts.specs);
    for (const [id, node] of Object.entries(workflow.nodes)) {
      const edges = touching.get(id) ?? NO_EDGES;
      const isSelected = selected.has(id);
      const hasMedia = withMedia.has(id);
      const isStrip = withStrip.has(id);
      const gaveText = withText.has(id);
      const hasNotice = withNotice.has(id);
      const problems = problemsByNode.get(id) ?? NO_PROBLEMS;
      const sources = sourcesOf(workflow, facts.specs, edges, id, nameOf);
      const words = [...Object.values(sources), ...problems.map(({ port, message }) => `${port} ${message}`)];
      const isMapped = mapped.has(id);
      const from = [
        node,
        facts.specs,
        nameOf,
        isSelected,
        hasMedia,
        isStrip,
        gaveText,
        hasNotice,
        isMapped,
        words.length,
        ...words,
        ...edges,
      ];
      project(id, from, () => {
        const card = describeCard(workflow, facts.specs, id, edges, nameOf);
        const messages = Object.fromEntries(problems.flatMap(({ port, message }) => (port ? [[port, message]] : [])));
        const wired = new Set(Object.keys(sources));
        const hasText = gaveText && makesTexts(facts.specs.get(node.type)?.inputs ?? {}, (name) => wired.has(name));
        const isCollapsed = node.collapsed === true;
        const shown = { wired, messages, hasMedia, isStrip, hasText, hasNotice, isCollapsed };
        const geometry = cardGeometry(card, { ...shown, size: node.size });
        const { mode, collapsed, color } = node;
        const look = { mode, collapsed, color };
        return toCardNode(id, node, { card, geometry, sources, problems, look }, isSelected);
      });
    }
    remembered = next;
    wasOverview = isOverview;
    return [...next.values()].map(({ value }) => value);
  };
}

/** The wires as React Flow wants them; the same list again while nothing about them has changed, as when nodes are moved. */
export function createEdgeProjection(): (workflow: Workflow, facts: EdgeFacts) => WireEdge[] {
  let remembered = new Map<string, Remembered<WireEdge>>();
  let list: WireEdge[] = [];
  let seen: readonly unknown[] = [];
  return (workflow, { specs, selectedNodes, selectedEdges }) => {
    // A node's type is for ever: wires follow from these alone.
    const now = [workflow.edges, specs, selectedNodes, selectedEdges];
    if (isSame(now, seen)) return list;
    seen = now;
    const near = new Set(selectedNodes);
    const selected = new Set(selectedEdges);
    const next = new Map<string, Remembered<WireEdge>>();
    for (const edge of workflow.edges) {
      const id = edgeId(edge);
      const type = specs.get(workflow.nodes[edge.from.node]?.type ?? '')?.outputs[edge.from.port]?.type;
      const isNear = near.has(edge.from.node) || near.has(edge.to.node);
      const from = [edge, type, isNear, selected.has(id)];
      const earlier = remembered.get(id);
      if (earlier && isSame(earlier.from, from)) next.set(id, earlier);
      else next.set(id, { from, value: toWireEdge(edge, id, type, isNear, selected.has(id)) });
    }
    const values = [...next.values()].map(({ value }) => value);
    if (!isSame(values, list)) list = values;
    remembered = next;
    return list;
  };
}

function toWireEdge(edge: Edge, id: string, type: string | undefined, isNear: boolean, selected: boolean): WireEdge {
  return {
    id,
    type: 'wire',
    source: edge.from.node,
    sourceHandle: edge.from.port,
    target: edge.to.node,
    targetHandle: edge.to.port,
    selected,
    data: { via: edge.via ?? NO_POINTS },
    className: `wire ${type ? `socket-${type}` : 'socket-unknown'}${isNear ? ' wire-near' : ''}`,
    ariaLabel: `${portName(edge.from)} → ${portName(edge.to)}`,
  };
}

const NO_POINTS: readonly Point[] = [];
const NO_PROBLEMS: readonly Problem[] = [];
const NO_EDGES: readonly Edge[] = [];

function groupByNode(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { node = '' } = problem;
    groups.set(node, [...(groups.get(node) ?? []), problem]);
  }
  return groups;
}

const touchingOf = new WeakMap<Workflow['edges'], ReadonlyMap<string, readonly Edge[]>>();

/** Most edits leave the wires as they are. */
function edgesByNode(workflow: Workflow): ReadonlyMap<string, readonly Edge[]> {
  const known = touchingOf.get(workflow.edges);
  if (known) return known;
  const touching = new Map<string, Edge[]>();
  for (const edge of workflow.edges) {
    for (const id of new Set([edge.from.node, edge.to.node])) {
      const list = touching.get(id);
      if (list) list.push(edge);
      else touching.set(id, [edge]);
    }
  }
  touchingOf.set(workflow.edges, touching);
  return touching;
}

function sourcesOf(
  workflow: Workflow,
  specs: NodeSpecs,
  edges: readonly Edge[],
  id: string,
  nameOf: NameOf,
): Record<string, string> {
  return Object.fromEntries(
    edges
      .filter(({ to }) => to.node === id)
      .map(({ from, to }) => [to.port, nodeTitle(workflow.nodes[from.node], specs, nameOf) ?? from.node]),
  );
}

/** Frames lie below the wires, and only their header takes the pointer: what they hold can be reached. */
function toGroupNode(group: Group, isSelected: boolean): GroupNode {
  return {
    id: groupKey(group.id),
    type: 'group-frame',
    ...placeOf(group),
    data: { group },
    zIndex: GROUP_LEVEL,
    dragHandle: '.group-header',
    style: { pointerEvents: 'none' },
    connectable: false,
    selected: isSelected,
    ariaLabel: group.title,
  };
}

function toNoteNode(note: Note, isSelected: boolean): NoteNode {
  return {
    id: noteKey(note.id),
    type: 'note',
    ...placeOf(note),
    data: { note },
    zIndex: NOTE_LEVEL,
    connectable: false,
    selected: isSelected,
    ariaLabel: note.text,
  };
}

function placeOf({ position: [x, y], size: [width, height] }: Group | Note) {
  return { position: { x, y }, width, height, measured: { width, height } };
}

const GROUP_LEVEL = -1;
const NOTE_LEVEL = 0;
const CARD_LEVEL = 1;
const SELECTED_CARD_LEVEL = 2;

function toCardNode(id: string, node: WorkflowNode, data: CardData, isSelected: boolean): CardNode {
  const { card, geometry } = data;
  const { width, height } = geometry;
  const [x, y] = node.position;
  return {
    id,
    type: 'card',
    position: { x, y },
    data,
    width,
    height,
    measured: { width, height },
    handles: [
      ...card.inputs.map(({ name }) => toHandle('target', name, 0, geometry.inputs[name] ?? 0)),
      ...card.outputs.map(({ name }) => toHandle('source', name, width, geometry.outputs[name] ?? 0)),
    ],
    zIndex: isSelected ? SELECTED_CARD_LEVEL : CARD_LEVEL,
    selected: isSelected,
    selectable: card.kind !== 'border',
    ariaLabel: card.title,
  };
}

function toHandle(type: 'source' | 'target', id: string, middleX: number, middleY: number): NodeHandle {
  const position = type === 'source' ? Position.Right : Position.Left;
  return {
    id,
    type,
    position,
    x: middleX - PORT_SIZE / 2,
    y: middleY - PORT_SIZE / 2,
    width: PORT_SIZE,
    height: PORT_SIZE,
  };
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
