import { useState } from 'react';
import { toggleAppResult } from '../../core/app-view.ts';
import type { NodeSpec } from '../../core/define-node.ts';
import { subgraphIdOf } from '../../core/subgraph.ts';
import type { WorkflowNode } from '../../core/workflow.ts';
import { COMMANDS } from '../commands/commands.ts';
import { enterInstance } from '../commands/subgraph-commands.ts';
import { shownIn, useDocument, useScopePath } from '../state/document.ts';
import { useRestedDocument } from '../state/rested-document.ts';
import { canvasAt } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import { useNodeRun } from '../state/shown-run.ts';
import { CurvePlot } from '../widgets/curve-plot.tsx';
import { useLocalSpecs, useTranslator, useWords } from '../words/use-words.ts';
import { EnterIcon, PinIcon, RunIcon } from './icons.tsx';
import { InputEntry } from './inspector-input.tsx';
import { OutputEntry } from './inspector-output.tsx';
import { SubgraphInspector } from './inspector-subgraph.tsx';

/** What the selected node does, its settings, what its ports carry, and where its inputs come from. */
export function Inspector() {
  const words = useWords();
  const selected = useSession((state) => state.selectedNodes);
  const isInside = useScopePath() !== '';
  const [id] = selected;
  // What is typed on a card is drawn there at every key, and here when the hand rests.
  const [isTypedIn, setTypedIn] = useState(false);
  return (
    <section
      className="side-section"
      aria-label={words.inspector}
      onFocus={() => setTypedIn(true)}
      onBlur={() => setTypedIn(false)}
    >
      <h2 className="section-title">{words.inspector}</h2>
      {selected.length === 0 && (isInside ? <SubgraphInspector /> : <p className="empty">{words.inspectorEmpty}</p>)}
      {selected.length > 1 && <p className="empty">{words.manySelected(selected.length)}</p>}
      {selected.length === 1 && id && <NodeInspector id={id} isTypedIn={isTypedIn} />}
    </section>
  );
}

function NodeInspector({ id, isTypedIn }: { id: string; isTypedIn: boolean }) {
  const words = useWords();
  const now = useDocument((state) => (isTypedIn ? shownIn(state).nodes[id] : undefined));
  const rested = useRestedNode(id);
  const node = isTypedIn ? now : rested;
  const isThere = useDocument((state) => id in shownIn(state).nodes);
  const spec = useLocalSpecs().get(node?.type ?? '');
  // An edit that was taken back leaves selected what is gone.
  if (!isThere) return <p className="empty">{words.inspectorEmpty}</p>;
  if (!node) return null;
  if (!spec) {
    return (
      <>
        <h3 className="inspector-title">{node.type}</h3>
        <p className="empty">{words.newerOrUnknown}</p>
      </>
    );
  }
  return <KnownNode id={id} node={node} spec={spec} />;
}

function useRestedNode(id: string): WorkflowNode | undefined {
  const scope = useDocument((state) => state.scope);
  return canvasAt(useRestedDocument(), scope).nodes[id];
}

function KnownNode({ id, node, spec }: { id: string; node: WorkflowNode; spec: NodeSpec }) {
  const words = useWords();
  const translate = useTranslator();
  const run = useNodeRun(id);
  const title = node.title === undefined ? spec.title : words.exampleName(node.title);
  return (
    <>
      <header className="inspector-header">
        <h3 className="inspector-title">{title}</h3>
        <button
          type="button"
          className="icon-button"
          aria-label={words.commands.runToHere}
          title={words.commands.runToHere}
          onClick={COMMANDS.runToHere.run}
        >
          <RunIcon />
        </button>
        {subgraphIdOf(node.type) !== undefined && <OpenButton id={id} />}
        {(spec.terminal || Object.keys(spec.outputs).length > 0) && <PinResult id={id} />}
      </header>
      <p className="inspector-summary">{spec.summary}</p>
      {spec.hasCurve && <CurvePlot node={node} title={title} />}
      {Object.keys(spec.inputs).length > 0 && <h4 className="section-title">{words.inputs}</h4>}
      <dl className="ports">
        {Object.entries(spec.inputs).map(([name, port]) => (
          <InputEntry key={`${id}.${name}`} input={{ node: id, port: name }} port={port} node={node} title={title} />
        ))}
      </dl>
      {Object.keys(spec.outputs).length > 0 && <h4 className="section-title">{words.outputs}</h4>}
      <dl className="ports">
        {Object.entries(spec.outputs).map(([name, port]) => (
          <OutputEntry key={`${id}.${name}`} node={id} name={name} port={port} value={run?.outputs?.[name]} />
        ))}
      </dl>
      {run?.log.map((line) => (
        <p key={line} className="log-line">
          {translate(line)}
        </p>
      ))}
    </>
  );
}

function OpenButton({ id }: { id: string }) {
  const words = useWords();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={words.commands.enterSubgraph}
      title={words.commands.enterSubgraph}
      onClick={() => enterInstance(id)}
    >
      <EnterIcon />
    </button>
  );
}

function PinResult({ id }: { id: string }) {
  const words = useWords();
  const isPinned = useDocument((state) => shownIn(state).meta.app?.results.includes(id) ?? false);
  // The form is of the whole document.
  if (useScopePath() !== '') return null;
  return (
    <button
      type="button"
      className="icon-button pin"
      aria-pressed={isPinned}
      aria-label={words.app.pinResult}
      title={words.app.pinResult}
      onClick={() => useDocument.getState().edit((workflow) => toggleAppResult(workflow, id), { label: 'app' })}
    >
      <PinIcon />
    </button>
  );
}
