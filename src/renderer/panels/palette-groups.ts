import type { NodeSpec, NodeSpecs } from '../../core/define-node.ts';

export interface PaletteGroup {
  readonly folder: string;
  readonly specs: readonly NodeSpec[];
}

/** The nodes by folder, those alone that have every word of the search in title, id or summary, there or in English. */
export function groupNodes(specs: NodeSpecs, search: string, english: NodeSpecs = specs): PaletteGroup[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, NodeSpec[]>();
  for (const spec of specs.values()) {
    const original = english.get(spec.id);
    const text = [spec.title, spec.id, spec.summary, original?.title, original?.summary].join(' ').toLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    const folder = spec.id.split('/').slice(0, -1).join('/');
    groups.set(folder, [...(groups.get(folder) ?? []), spec]);
  }
  const byTitle = (a: NodeSpec, b: NodeSpec) => a.title.localeCompare(b.title);
  return [...groups]
    .map(([folder, found]) => ({ folder, specs: found.sort(byTitle) }))
    .sort((a, b) => a.folder.localeCompare(b.folder));
}
