import { useShallow } from 'zustand/react/shallow';
import { PictureView } from '../player/picture-view.tsx';
import { ResultView } from '../player/result-view.tsx';
import { TextResult } from '../player/text-result.tsx';
import { useSpecs } from '../state/document-specs.ts';
import { useNodeTitles } from '../state/node-titles.ts';
import { useRestedDocument } from '../state/rested-document.ts';
import { useRun } from '../state/run.ts';
import { showResult, useRuns } from '../state/runs.ts';
import { useShownOutputs, useShownRun } from '../state/shown-run.ts';
import { textsOf } from '../state/text-results.ts';
import { useWords } from '../words/use-words.ts';
import { FailureNote, NodeFailure } from './failure-note.tsx';

/** What the runs have made: the newest file in a player, earlier ones to choose, failures with their reason. */
export function Results() {
  const words = useWords();
  const outputs = useShownOutputs();
  const failure = useRun((state) => state.failure);
  const nodes = useShownRun(
    useShallow((shown) => Object.fromEntries(Object.entries(shown).filter(([, node]) => node.failure ?? node.picture))),
  );
  const texts = useTextResults();
  const chosen = useRuns((state) => state.shown);
  const failed = Object.entries(nodes).filter(([, node]) => node.failure);
  const pictures = Object.entries(nodes).filter(([, node]) => node.picture);
  const shown = chosen ?? outputs[0]?.file;
  const isEmpty = !shown && !failure && failed.length === 0 && pictures.length === 0 && texts.length === 0;
  const others = outputs.map(({ file }) => file);
  return (
    <section className="side-section results" aria-label={words.results}>
      <h2 className="section-title">{words.results}</h2>
      {failure && <FailureNote title={words.runFailed} failure={failure} />}
      {failed.map(
        ([id, node]) =>
          node.failure && <NodeFailure key={id} id={id} failure={node.failure} inputs={node.inputs ?? {}} />,
      )}
      {shown && <ResultView file={shown} others={others} />}
      {outputs.length > 1 && <EarlierResults shown={shown?.name} />}
      {pictures.map(([id, { picture }]) => picture && <NodePicture key={id} id={id} url={picture.url} />)}
      {texts.map(([id, made]) => (
        <NodeTexts key={id} id={id} texts={made} />
      ))}
      {isEmpty && <p className="empty">{words.resultsEmpty}</p>}
    </section>
  );
}

/** The texts of nodes that are there to show something. */
function useTextResults(): readonly (readonly [id: string, texts: readonly string[]])[] {
  const { nodes } = useRestedDocument();
  const specs = useSpecs();
  const shown = useShownRun((run) => run);
  return Object.entries(shown).flatMap(([id, { outputs }]) => {
    const texts = specs.get(nodes[id]?.type ?? '')?.terminal ? textsOf(outputs) : [];
    return texts.length > 0 ? [[id, texts] as const] : [];
  });
}

function NodeTexts({ id, texts }: { id: string; texts: readonly string[] }) {
  const title = useNodeTitles()(id);
  return (
    <figure className="player">
      {texts.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice, and the order is what they are known by.
        <TextResult key={index} text={text} />
      ))}
      <figcaption>{title}</figcaption>
    </figure>
  );
}

function EarlierResults({ shown }: { shown: string | undefined }) {
  const words = useWords();
  const outputs = useShownOutputs();
  return (
    <fieldset className="earlier">
      <legend className="section-title">{words.earlierResults}</legend>
      {outputs.map(({ runId, file }) => (
        <button
          key={`${runId} ${file.name}`}
          type="button"
          className="earlier-entry"
          aria-pressed={file.name === shown}
          onClick={() => showResult(file)}
        >
          {file.name}
        </button>
      ))}
    </fieldset>
  );
}

function NodePicture({ id, url }: { id: string; url: string }) {
  const title = useNodeTitles()(id);
  return (
    <figure className="player">
      <PictureView url={url} label={title} />
      <figcaption>{title}</figcaption>
    </figure>
  );
}
