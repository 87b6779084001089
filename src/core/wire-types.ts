import type { NodeSpecs } from './define-node.ts';
import { edgesByTarget } from './graph.ts';
import { socketTypeOf } from './ports.ts';
import { canConnect } from './sockets.ts';
import type { SocketType } from './values.ts';
import type { Edge, PortRef, Workflow } from './workflow.ts';

/** Tells what flows through ports that are declared as `any`: what is wired to the first of these inputs of their node. */
export interface WireTypes {
  /** Of an output; undefined where there is no such port, `any` where nothing tells. */
  output(ref: PortRef): SocketType | undefined;
  /** Of an input. */
  input(ref: PortRef): SocketType | undefined;
}

/** The types of a workflow's ports. Each is worked out once, at any depth. */
export function wireTypes(workflow: Workflow, specs: NodeSpecs): WireTypes {
  const incoming = edgesByTarget(workflow);
  const known = new Map<string, SocketType>();
  const specOf = (node: string) => specs.get(workflow.nodes[node]?.type ?? '');

  /** The wire that tells what `any` is for a node. */
  const tellingWire = (node: string): Edge | undefined => {
    const wires = incoming.get(node) ?? [];
    for (const [name, port] of Object.entries(specOf(node)?.inputs ?? {})) {
      if (port.kind !== 'wire' || port.type !== 'any') continue;
      const wire = wires.find(({ to }) => to.port === name);
      if (wire) return wire;
    }
    return undefined;
  };

  /** What `any` is for a node. Not by recursion: depth is limited by memory alone. */
  const anyOf = (node: string): SocketType => {
    const way: string[] = [];
    let type: SocketType | undefined;
    for (let at: string | undefined = node; at !== undefined && type === undefined; ) {
      type = known.get(at);
      if (type !== undefined) break;
      // Wires that run in a circle tell nothing.
      known.set(at, 'any');
      way.push(at);
      const from: PortRef | undefined = tellingWire(at)?.from;
      const told: SocketType | undefined = from && specOf(from.node)?.outputs[from.port]?.type;
      if (told !== 'any') type = told ?? 'any';
      at = from?.node;
    }
    for (const id of way) known.set(id, type ?? 'any');
    return type ?? 'any';
  };

  return {
    output({ node, port }) {
      const type = specOf(node)?.outputs[port]?.type;
      return type === 'any' ? anyOf(node) : type;
    },
    input({ node, port }) {
      const input = specOf(node)?.inputs[port];
      const type = input && socketTypeOf(input);
      return type === 'any' ? anyOf(node) : type;
    },
  };
}

/** The first wire whose ends do not fit, among those at ports of any type. */
export function wrongAnyWire(workflow: Workflow, specs: NodeSpecs): Edge | undefined {
  const types = wireTypes(workflow, specs);
  const isAny = ({ from, to }: Edge) => {
    const input = specs.get(workflow.nodes[to.node]?.type ?? '')?.inputs[to.port];
    const output = specs.get(workflow.nodes[from.node]?.type ?? '')?.outputs[from.port];
    return output?.type === 'any' || (input?.kind === 'wire' && input.type === 'any');
  };
  return workflow.edges.filter(isAny).find(({ from, to }) => {
    const [output, input] = [types.output(from), types.input(to)];
    return output !== undefined && input !== undefined && !canConnect(output, input).ok;
  });
}
