import { useEffect, useState } from 'react';
import type { Usage } from '../../core/devices.ts';
import { useHost } from '../state/host.ts';
import { useRun } from '../state/run.ts';
import { useWords } from '../words/use-words.ts';
import { formatBytes } from './format.ts';

const EVERY_MILLISECONDS = 2000;

/** What models run on and how much memory the nodes take: `Processor · 412 MB`. Nothing before anything has run. */
export function UsageNote() {
  const words = useWords();
  const usage = useUsage();
  if (!usage) return null;
  return (
    <span className="muted numbers" title={words.memory.usage}>
      {words.devices.names[usage.device]} · {formatBytes(usage.memoryBytes)}
    </span>
  );
}

/** Asked at every start and end of a run, and now and then in between. */
function useUsage(): Usage | undefined {
  const { api, isConnected } = useHost();
  const isRunning = useRun((state) => state.status === 'running');
  const [usage, setUsage] = useState<Usage>();
  useEffect(() => {
    if (!api || !isConnected) return;
    let isAsked = false;
    const ask = async () => {
      // A model may keep the nodes' process to itself for a while.
      if (isAsked) return;
      isAsked = true;
      const answer = await api.call('readUsage', {}).catch(() => ({ usage: undefined }));
      setUsage(answer.usage);
      isAsked = false;
    };
    void ask();
    const timer = isRunning ? setInterval(() => void ask(), EVERY_MILLISECONDS) : undefined;
    return () => clearInterval(timer);
  }, [api, isConnected, isRunning]);
  return usage;
}
