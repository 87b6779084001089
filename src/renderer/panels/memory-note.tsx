import { useEffect, useState } from 'react';
import type { MemoryWarning } from '../../core/memory.ts';
import { serializeWorkflow } from '../../core/workflow.ts';
import { reportFailure } from '../commands/report.ts';
import { showPort } from '../commands/show-port.ts';
import { useHost } from '../state/host.ts';
import { useProblems } from '../state/problems.ts';
import { useRestedDocument } from '../state/rested-document.ts';
import { useTranslator, useWords } from '../words/use-words.ts';

/** A document is looked at once nobody has changed it for so long. */
const REST_MILLISECONDS = 600;

/** That the workflow may need more memory than there is; it can be run all the same. */
export function MemoryNote() {
  const words = useWords();
  const translate = useTranslator();
  const warning = useMemoryWarning();
  if (!warning) return null;
  return (
    <section className="side-section problems" aria-label={words.memory.title}>
      <h2 className="section-title">{words.memory.title}</h2>
      <div className="problem">
        <WarningText warning={warning} text={translate(warning.message)} />
        <span className="muted">{translate(warning.hint)}</span>
      </div>
    </section>
  );
}

function WarningText({ warning: { node }, text }: { warning: MemoryWarning; text: string }) {
  const words = useWords();
  if (node === undefined) return <strong>{text}</strong>;
  return (
    <button type="button" className="link" title={words.showNode} onClick={() => showPort(node)}>
      {text}
    </button>
  );
}

function useMemoryWarning(): MemoryWarning | undefined {
  const workflow = useRestedDocument();
  const api = useHost((state) => state.api);
  const isValid = useProblems().length === 0;
  const [warning, setWarning] = useState<MemoryWarning>();
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const answer = await api?.call('checkMemory', { json: serializeWorkflow(workflow) });
      if (isCurrent) setWarning(answer?.warning);
    };
    // What has problems can't be run, whatever memory there is.
    const timer = isValid ? setTimeout(() => ask().catch(reportFailure), REST_MILLISECONDS) : undefined;
    if (!isValid) setWarning(undefined);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [workflow, api, isValid]);
  return warning;
}
