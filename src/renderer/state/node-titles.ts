import { useMemo } from 'react';
import { useLocalSpecs } from '../words/use-words.ts';
import { useWorkflow } from './document.ts';
import { useGraphShape } from './graph-shape.ts';

/** What nodes are called: the name that a person gave them, else their type's. */
export function useNodeTitles(): (id: string) => string {
  const { nodes } = useWorkflow();
  const specs = useLocalSpecs();
  return (id) => nodes[id]?.title ?? specs.get(nodes[id]?.type ?? '')?.title ?? id;
}

/** What nodes are called where several are listed: those that share a title are told apart by their ids. */
export function useNodeNames(): (id: string) => string {
  const { nodes } = useGraphShape();
  const specs = useLocalSpecs();
  return useMemo(() => {
    const titleOf = (id: string) => nodes[id]?.title ?? specs.get(nodes[id]?.type ?? '')?.title ?? id;
    const counts = new Map<string, number>();
    for (const title of Object.keys(nodes).map(titleOf)) counts.set(title, (counts.get(title) ?? 0) + 1);
    return (id) => (counts.get(titleOf(id)) === 1 ? titleOf(id) : `${titleOf(id)} (${id})`);
  }, [nodes, specs]);
}

/** What a node's ports are called. */
export function usePortLabels(): (id: string, port: string) => string {
  const { nodes } = useWorkflow();
  const specs = useLocalSpecs();
  return (id, port) => {
    const spec = specs.get(nodes[id]?.type ?? '');
    return (spec?.inputs[port] ?? spec?.outputs[port])?.label ?? port;
  };
}
