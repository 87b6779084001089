import type { NodeDefinition } from '../core/define-node.ts';
import type { InputPorts, WidgetValues } from '../core/ports.ts';
import { checkWidgetValue } from '../core/widget-values.ts';

/** The numbers that a node plots for its widgets' values, defaults for those left out; undefined where it has no plot or a value can't be. */
export function plotCurve(
  node: NodeDefinition | undefined,
  widgets: Readonly<Record<string, unknown>>,
): readonly number[] | undefined {
  if (!node?.curve) return undefined;
  const values: Record<string, unknown> = {};
  for (const [name, port] of Object.entries(node.inputs)) {
    if (port.kind === 'wire') continue;
    values[name] = widgets[name] ?? port.default;
    if (!checkWidgetValue(port, values[name]).ok) return undefined;
  }
  // Each was checked against its widget just now.
  return node.curve(values as WidgetValues<InputPorts>);
}
