import { useLocalSpecs } from '../words/use-words.ts';
import { useWorkflow } from './document.ts';

/** What nodes are called: the name that a person gave them, else their type's. */
export function useNodeTitles(): (id: string) => string {
  const { nodes } = useWorkflow();
  const specs = useLocalSpecs();
  return (id) => nodes[id]?.title ?? specs.get(nodes[id]?.type ?? '')?.title ?? id;
}

/** What nodes are called where several are listed: those that share a title are told apart by their ids. */
export function useNodeNames(): (id: string) => string {
  const { nodes } = useWorkflow();
  const titleOf = useNodeTitles();
  const titles = Object.keys(nodes).map(titleOf);
  return (id) => {
    const title = titleOf(id);
    return titles.indexOf(title) === titles.lastIndexOf(title) ? title : `${title} (${id})`;
  };
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
