import { readWorkflow, type Workflow } from '../../src/core/workflow.ts';

/** A workflow in short form: types by node id, wires as `a.out -> b.in`, widgets by node id. */
export function workflowOf(
  types: Readonly<Record<string, string>>,
  wires: readonly string[] = [],
  widgets: Readonly<Record<string, Record<string, unknown>>> = {},
): Workflow {
  const nodes = Object.entries(types).map(([id, type]) => [
    id,
    { type, version: 1, position: [0, 0], widgets: widgets[id] ?? {} },
  ]);
  const edges = wires.map((wire) => {
    const [from, to] = wire.split(' -> ');
    return { from, to };
  });
  return readWorkflow({ format: 'patchloom/workflow', version: 1, nodes: Object.fromEntries(nodes), edges });
}
