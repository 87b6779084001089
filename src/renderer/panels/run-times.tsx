import { useState } from 'react';
import type { RunRecord } from '../../core/queue-api.ts';
import { parseWorkflow, type Workflow } from '../../core/workflow.ts';
import { reportFailure } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { nodeTitle } from '../words/node-title.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { formatSeconds } from './format.ts';

/** How long each node of a run took, the longest first. What the nodes were called is asked for when somebody looks. */
export function RunTimes({ record: { runId, nodeSeconds } }: { record: RunRecord }) {
  const words = useWords();
  const specs = useLocalSpecs();
  const [nodes, setNodes] = useState<Workflow['nodes']>();
  const times = Object.entries(nodeSeconds).sort(([, a], [, b]) => b - a);
  if (times.length === 0) return null;
  const load = async () => {
    const { api } = useHost.getState();
    if (!api || nodes) return;
    try {
      setNodes(parseWorkflow((await api.call('openRun', { runId })).json).nodes);
    } catch (error) {
      reportFailure(error);
    }
  };
  const titleOf = (id: string) => nodeTitle(nodes?.[id], specs, words.exampleName) ?? id;
  return (
    <details className="run-times" onToggle={() => void load()}>
      <summary>{words.queue.times}</summary>
      <dl>
        {times.map(([id, seconds]) => (
          <div key={id}>
            <dt>{titleOf(id)}</dt>
            <dd>{formatSeconds(seconds)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
