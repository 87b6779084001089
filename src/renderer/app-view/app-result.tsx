import { PictureView } from '../player/picture-view.tsx';
import { ResultView } from '../player/result-view.tsx';
import { TextResult } from '../player/text-result.tsx';
import { useNodeTitles } from '../state/node-titles.ts';
import { useNodeRun, useShownOutputs } from '../state/shown-run.ts';
import { useWords } from '../words/use-words.ts';

/** What a node has made: its newest file, else its picture, else its texts. */
export function AppResult({ id, isOnly }: { id: string; isOnly: boolean }) {
  const words = useWords();
  const title = useNodeTitles()(id);
  const run = useNodeRun(id);
  const files = useShownOutputs()
    .filter(({ node }) => node === id || node.startsWith(`${id}/`))
    .map(({ file }) => file);
  const texts = Object.entries(run?.outputs ?? {}).filter(([, { type }]) => type === 'text');
  const [newest] = files;
  return (
    <section className="app-result" aria-label={title}>
      {!isOnly && <h3 className="section-title">{title}</h3>}
      {newest ? (
        <ResultView file={newest} others={files} />
      ) : run?.picture ? (
        <PictureView url={run.picture.url} label={title} />
      ) : texts.length > 0 ? (
        texts.map(([name, { text }]) => <TextResult key={name} text={text} />)
      ) : (
        <p className="app-nothing">{words.app.noResult}</p>
      )}
    </section>
  );
}
