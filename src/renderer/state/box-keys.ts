import type { BoxKind } from '../../core/edits-boxes.ts';

/** Groups and notes beside nodes in one list: ids of nodes have no colon. */
export const groupKey = (id: string) => `groups:${id}`;
export const noteKey = (id: string) => `notes:${id}`;

/** The group or note that a key names; undefined for a node's. */
export function boxOf(key: string): { readonly kind: BoxKind; readonly id: string } | undefined {
  const [, kind, id] = /^(groups|notes):(.*)$/.exec(key) ?? [];
  return kind && id ? { kind: kind as BoxKind, id } : undefined;
}
