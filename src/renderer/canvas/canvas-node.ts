import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import type { Box } from '../../core/edits-boxes.ts';
import type { Problem } from '../../core/validate.ts';
import type { Group, Note, Point, WorkflowNode } from '../../core/workflow.ts';
import type { Card } from './describe-card.ts';
import type { CardGeometry } from './node-geometry.ts';

/**
 * What a card is drawn from. React Flow carries it and never stores it. The values of widgets are not in it: controls read their own, so that
 * a key that is pressed draws one of them and nothing else.
 */
export interface CardData extends Record<string, unknown> {
  readonly card: Card;
  readonly geometry: CardGeometry;
  /** For each wired input, where its wire comes from. */
  readonly sources: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly look: Pick<WorkflowNode, 'mode' | 'collapsed' | 'color'>;
}

export type CardNode = FlowNode<CardData, 'card'>;
export type GroupNode = FlowNode<{ readonly group: Group }, 'group-frame'>;
export type NoteNode = FlowNode<{ readonly note: Note }, 'note'>;
export type CanvasNode = CardNode | GroupNode | NoteNode;

export type WireEdge = FlowEdge<{ readonly via: readonly Point[] }, 'wire'>;

/** Where a node lies, and how large it is. */
export function boxOf({ position: { x, y }, width = 0, height = 0 }: CanvasNode): Box {
  return { position: [x, y], size: [width, height] };
}
