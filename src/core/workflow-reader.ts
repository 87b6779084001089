import { isJsonObject, isSameJson } from './same-json.ts';
import { parseWorkflow, readWorkflow, type Workflow, type WorkflowNode } from './workflow.ts';

/**
 * Reads documents one after the other, of which each mostly is the one before with another value. What has not changed since is the same
 * object again, so that it is not parsed, and whoever remembers it (checks and plans do, by its wires) has nothing to do. The result is that of `parseWorkflow`.
 */
export function createWorkflowReader(): (json: string) => Workflow {
  let last: Reading | undefined;
  return (json) => {
    if (last?.json === json) return last.workflow;
    const written = asWritten(json);
    const workflow = (last && written && changed(last, written)) ?? parseWorkflow(json);
    last = { json, workflow, written };
    return workflow;
  };
}

interface Reading {
  readonly json: string;
  readonly workflow: Workflow;
  readonly written: Written | undefined;
}

/** A document as it stands in its file. */
type Written = Readonly<Record<string, unknown>> & { readonly nodes: Readonly<Record<string, unknown>> };

/** Undefined for what is no document: it is read as a whole, and its mistakes are told then. */
function asWritten(json: string): Written | undefined {
  try {
    const written: unknown = JSON.parse(json);
    return isDocument(written) ? written : undefined;
  } catch {
    return undefined;
  }
}

function isDocument(written: unknown): written is Written {
  return isJsonObject(written) && isJsonObject(written.nodes);
}

/** The new document where it is the last one but for nodes and what is only seen of it; undefined where more has changed, or something is wrong. */
function changed({ workflow: before, written: known }: Reading, written: Written): Workflow | undefined {
  try {
    if (!known || !isSameJson(withoutNodes(known), withoutNodes(written))) return undefined;
    const { nodes } = written;
    const different = Object.entries(nodes).filter(([id, node]) => !isSameJson(node, known.nodes[id]));
    const small = readWorkflow({
      ...written,
      nodes: Object.fromEntries(different),
      edges: [],
      groups: [],
      notes: [],
      subgraphs: {},
    });
    const merged: Record<string, WorkflowNode> = {};
    for (const id of Object.keys(nodes)) {
      const node = small.nodes[id] ?? before.nodes[id];
      if (!node) return undefined;
      merged[id] = node;
    }
    return { ...before, meta: small.meta, viewport: small.viewport, nodes: merged };
  } catch {
    // Whoever reads the whole says what is wrong, and where.
    return undefined;
  }
}

function withoutNodes({ nodes: _, viewport: __, meta: ___, ...rest }: Written): unknown {
  return rest;
}
