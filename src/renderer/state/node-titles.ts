import { useMemo } from 'react';
import type { NodeSpec } from '../../core/define-node.ts';
import { NEW_PORT } from '../../core/subgraph-border.ts';
import { nodeTitle } from '../words/node-title.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { useGraphShape } from './graph-shape.ts';
import { useRestedDocument } from './rested-document.ts';
import { canvasAt, splitPath } from './scope.ts';

/** What the instances that lead to a node, and the node, are called: the names that people gave them, else their types'. */
export function useStepTitles(): (path: string) => readonly string[] {
  const document = useRestedDocument();
  const specs = useLocalSpecs();
  const { exampleName } = useWords();
  return (path) => {
    const { scope, id } = splitPath(path);
    return [...scope, id].map((step, depth) => {
      const node = canvasAt(document, scope.slice(0, depth)).nodes[step];
      return nodeTitle(node, specs, exampleName) ?? step;
    });
  };
}

/** What nodes are called, by what runs and problems call them; those inside subgraphs with the way there. */
export function useNodeTitles(): (path: string) => string {
  const titlesOf = useStepTitles();
  return (path) => titlesOf(path).join(' › ');
}

/** What the nodes of the canvas are called where several are listed: those that share a title are told apart by their ids. */
export function useNodeNames(): (id: string) => string {
  const { nodes } = useGraphShape();
  const specs = useLocalSpecs();
  const { exampleName } = useWords();
  return useMemo(() => {
    const titleOf = (id: string) => nodeTitle(nodes[id], specs, exampleName) ?? id;
    const counts = new Map<string, number>();
    for (const title of Object.keys(nodes).map(titleOf)) counts.set(title, (counts.get(title) ?? 0) + 1);
    return (id) => (counts.get(titleOf(id)) === 1 ? titleOf(id) : `${titleOf(id)} (${id})`);
  }, [nodes, specs, exampleName]);
}

/** What the ports of the canvas's nodes are called. */
export function usePortLabels(): (id: string, port: string) => string {
  const { nodes } = useGraphShape();
  const specs = useLocalSpecs();
  const { newPort } = useWords().subgraphs;
  return (id, port) => (port === NEW_PORT ? newPort : labelIn(specs.get(nodes[id]?.type ?? ''), port));
}

/** What ports are called, by what runs and problems call their nodes. */
export function usePathLabels(): (path: string, port: string) => string {
  const document = useRestedDocument();
  const specs = useLocalSpecs();
  return (path, port) => {
    const { scope, id } = splitPath(path);
    return labelIn(specs.get(canvasAt(document, scope).nodes[id]?.type ?? ''), port);
  };
}

function labelIn(spec: NodeSpec | undefined, port: string): string {
  return (spec?.inputs[port] ?? spec?.outputs[port])?.label ?? port;
}
