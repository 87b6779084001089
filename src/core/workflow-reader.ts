import { z } from 'zod';
import { parseWorkflow, readWorkflow, type Workflow, type WorkflowNode } from './workflow.ts';

/**
 * Reads documents one after the other, of which each mostly is the one before with another value. What has not changed since is the same
 * object again, so that it is not parsed, and whoever remembers it (checks and plans do, by its wires) has nothing to do. The result is that of `parseWorkflow`.
 */
export function createWorkflowReader(): (json: string) => Workflow {
  let last: Reading | undefined;
  return (json) => {
    if (last?.json === json) return last.workflow;
    const parts = last && partsOf(json);
    const workflow = (last && parts && changed(last, parts)) ?? parseWorkflow(json);
    last = { json, workflow, parts: parts ?? partsOf(json) };
    return workflow;
  };
}

interface Reading {
  readonly json: string;
  readonly workflow: Workflow;
  readonly parts: Parts | undefined;
}

/** A document as text, in the pieces that are compared. */
interface Parts {
  readonly nodes: ReadonlyMap<string, string>;
  /** All that is neither a node nor only seen. */
  readonly rest: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

const nodesSchema = z.object({ nodes: z.record(z.string(), z.unknown()) });

/** Undefined for what is no document: it is read as a whole, and its mistakes are told then. */
function partsOf(json: string): Parts | undefined {
  try {
    const raw = JSON.parse(json);
    const { nodes } = nodesSchema.parse(raw);
    const { nodes: _, viewport: __, meta: ___, ...rest } = raw;
    const texts = Object.entries(nodes).map(([id, node]): [string, string] => [id, JSON.stringify(node)]);
    return { nodes: new Map(texts), rest: JSON.stringify(rest), raw };
  } catch {
    return undefined;
  }
}

/** The new document where it is the last one but for nodes and what is only seen of it; undefined where more has changed, or something is wrong. */
function changed({ workflow: before, parts: known }: Reading, parts: Parts): Workflow | undefined {
  if (!known || known.rest !== parts.rest) return undefined;
  const { raw } = parts;
  const { nodes } = nodesSchema.parse(raw);
  const different = Object.entries(nodes).filter(([id]) => parts.nodes.get(id) !== known.nodes.get(id));
  const small = readSmall({
    ...raw,
    nodes: Object.fromEntries(different),
    edges: [],
    groups: [],
    notes: [],
    subgraphs: {},
  });
  if (!small) return undefined;
  const merged: Record<string, WorkflowNode> = {};
  for (const id of Object.keys(nodes)) {
    const node = small.nodes[id] ?? before.nodes[id];
    if (!node) return undefined;
    merged[id] = node;
  }
  return { ...before, meta: small.meta, viewport: small.viewport, nodes: merged };
}

function readSmall(document: unknown): Workflow | undefined {
  try {
    return readWorkflow(document);
  } catch {
    return undefined;
  }
}
