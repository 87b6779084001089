import type { NodeSpec, NodeSpecs } from '../core/define-node.ts';
import { setWidget } from '../core/edits.ts';
import { documentSpecs } from '../core/subgraph-specs.ts';
import { checkWidgetValue, parseWidgetText } from '../core/widget-values.ts';
import type { Workflow } from '../core/workflow.ts';
import { UsageError } from './usage-error.ts';

/** The workflow with every `node.widget=value` written into it, later ones last. Refusals name them as they were `written`. */
export function applySettings(
  workflow: Workflow,
  specs: NodeSpecs,
  settings: readonly string[],
  written = (setting: string) => `--set ${setting}`,
): Workflow {
  return settings.reduce((current, setting) => applySetting(current, specs, setting, written(setting)), workflow);
}

function applySetting(workflow: Workflow, specs: NodeSpecs, setting: string, written: string): Workflow {
  const { node, name, typed } = splitSetting(setting, written);
  const spec = specOf(workflow, specs, node);
  const port = Object.hasOwn(spec.inputs, name) ? spec.inputs[name] : undefined;
  if (port === undefined || port.kind === 'wire') {
    const known = Object.keys(spec.inputs).filter((input) => spec.inputs[input]?.kind !== 'wire');
    throw new UsageError(`${written}: ${node} (${spec.title}) has no setting “${name}”`, {
      hint: listed('It has', known),
    });
  }
  if (workflow.edges.some((edge) => edge.to.node === node && edge.to.port === name)) {
    throw new UsageError(`${written}: ${node}.${name} gets its value through a wire`, {
      hint: 'Set the node at the other end, or remove the wire.',
    });
  }
  const value = parseWidgetText(port, typed);
  const verdict = checkWidgetValue(port, value);
  if (!verdict.ok) throw new UsageError(`${written}: ${verdict.reason}`, { hint: `${node}.${name}: ${port.help}` });
  // What passed the check has the type of the widget.
  return setWidget(workflow, node, name, value as string | number | boolean);
}

function splitSetting(setting: string, written: string): { node: string; name: string; typed: string } {
  const [, node, name, typed] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(setting) ?? [];
  if (node === undefined || name === undefined || typed === undefined) {
    throw new UsageError(`${written} is not of the form node.widget=value`, {
      hint: 'For example --set noise.seed=7.',
    });
  }
  return { node, name, typed };
}

function specOf(workflow: Workflow, specs: NodeSpecs, id: string): NodeSpec {
  const node = Object.hasOwn(workflow.nodes, id) ? workflow.nodes[id] : undefined;
  if (!node) {
    throw new UsageError(`The workflow has no node “${id}”`, {
      hint: listed('It has', Object.keys(workflow.nodes).sort()),
    });
  }
  const spec = documentSpecs(workflow, specs).get(node.type);
  if (!spec) {
    throw new UsageError(`There is no node type “${node.type}” (node ${id})`, {
      hint: '“patchloom nodes” lists those there are.',
    });
  }
  return spec;
}

function listed(start: string, names: readonly string[]): string {
  return names.length === 0 ? `${start} none.` : `${start}: ${names.join(', ')}.`;
}
