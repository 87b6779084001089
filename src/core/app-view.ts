import { z } from 'zod';
import type { NodeSpecs } from './define-node.ts';
import type { Widget } from './ports.ts';
import type { PortRef, Workflow } from './workflow.ts';

/** `meta.app`: what of a workflow is shown as a form, for people who don't want to see the graph. */
export const appViewSchema = z.looseObject({
  /** Widgets as `node.port`, in the order of the form. */
  widgets: z.array(z.string()).default([]),
  /** Nodes whose results are shown. */
  results: z.array(z.string()).default([]),
});

/** A widget of the form. */
export interface AppWidget extends PortRef {
  readonly widget: Widget;
}

/** The form of a workflow: what it names and what still exists. A widget that a wire gives its value is not asked for. */
export function appViewOf(workflow: Workflow, specs: NodeSpecs): { widgets: AppWidget[]; results: string[] } {
  const wired = new Set(workflow.edges.map(({ to }) => `${to.node}.${to.port}`));
  const { widgets = [], results = [] } = workflow.meta.app ?? {};
  return {
    widgets: widgets.flatMap((name): AppWidget[] => {
      const { node, port } = split(name);
      const widget = specs.get(workflow.nodes[node]?.type ?? '')?.inputs[port];
      return widget && widget.kind !== 'wire' && !wired.has(name) ? [{ node, port, widget }] : [];
    }),
    results: results.filter((id) => id in workflow.nodes),
  };
}

/** Whether a widget is named by the form. */
export function isInApp(workflow: Workflow, { node, port }: PortRef): boolean {
  return workflow.meta.app?.widgets.includes(`${node}.${port}`) ?? false;
}

/** Puts a widget at the end of the form, or takes it out. */
export function toggleAppWidget(workflow: Workflow, { node, port }: PortRef): Workflow {
  return change(workflow, 'widgets', `${node}.${port}`);
}

/** Shows a node's results below the form, or no longer. */
export function toggleAppResult(workflow: Workflow, id: string): Workflow {
  return change(workflow, 'results', id);
}

/** Moves a widget one place up in the form. */
export function raiseAppWidget(workflow: Workflow, { node, port }: PortRef): Workflow {
  const { app } = workflow.meta;
  const index = app?.widgets.indexOf(`${node}.${port}`) ?? -1;
  if (!app || index < 1) return workflow;
  const widgets = [...app.widgets];
  widgets.splice(index - 1, 2, ...widgets.slice(index - 1, index + 1).reverse());
  return { ...workflow, meta: { ...workflow.meta, app: { ...app, widgets } } };
}

/** All widgets that the form names, whether they exist or not. */
export function appWidgets({ meta }: Pick<Workflow, 'meta'>): PortRef[] {
  return (meta.app?.widgets ?? []).map(split);
}

/** The form with its widgets at other places, where `to` says so. */
export function moveAppWidgets(workflow: Workflow, to: (ref: PortRef) => PortRef): Workflow {
  const { app } = workflow.meta;
  if (!app) return workflow;
  const widgets = app.widgets.map((name) => {
    const { node, port } = to(split(name));
    return `${node}.${port}`;
  });
  return { ...workflow, meta: { ...workflow.meta, app: { ...app, widgets } } };
}

function change(workflow: Workflow, list: 'widgets' | 'results', name: string): Workflow {
  const app = workflow.meta.app ?? { widgets: [], results: [] };
  const names = app[list].includes(name) ? app[list].filter((other) => other !== name) : [...app[list], name];
  return { ...workflow, meta: { ...workflow.meta, app: { ...app, [list]: names } } };
}

function split(name: string): PortRef {
  const [node = '', port = ''] = name.split('.');
  return { node, port };
}
