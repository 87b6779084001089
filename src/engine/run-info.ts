import { serializeWorkflow, type Workflow } from '../core/workflow.ts';
import type { RunInfo } from './executor.ts';

/** What nodes may know of a run. Worked out when it is first asked for: of a large workflow that takes longer than a small change. */
export function createRunInfo(workflow: Workflow, name: string): RunInfo {
  let workflowJson: string | undefined;
  let settings: RunInfo['settings'] | undefined;
  return {
    name,
    get workflowJson() {
      workflowJson ??= serializeWorkflow(workflow);
      return workflowJson;
    },
    get settings() {
      settings ??= settingsOf(workflow);
      return settings;
    },
  };
}

function settingsOf(workflow: Workflow): RunInfo['settings'] {
  const settings: Record<string, string | number> = {};
  for (const [id, node] of Object.entries(workflow.nodes)) {
    for (const [widget, value] of Object.entries(node.widgets)) {
      if (typeof value === 'string' || typeof value === 'number') settings[`${id}.${widget}`] = value;
    }
  }
  return settings;
}
