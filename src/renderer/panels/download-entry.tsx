import type { Download } from '../../core/pack-api.ts';
import { dismissDownload, fetchPack, pausePack } from '../commands/pack-commands.ts';
import { useTranslator, useWords } from '../words/use-words.ts';
import { formatBytes, formatSeconds } from './format.ts';

/** A pack on its way: how far, how fast, and a way to pause it. */
export function DownloadEntry({ download }: { download: Download }) {
  const words = useWords();
  const translate = useTranslator();
  const { name, source, state, total, done, rate, secondsLeft, files, filesDone, failure } = download;
  const facts = [
    words.packs.downloads[state],
    total > 0 && words.packs.bytes(formatBytes(done), formatBytes(total)),
    rate !== undefined && `${formatBytes(rate)}/s`,
    secondsLeft !== undefined && words.secondsLeft(formatSeconds(secondsLeft)),
    files > 0 && words.packs.files(filesDone, files),
  ];
  return (
    <section className="download" aria-label={words.packs.downloadOf(name)}>
      <strong>{name}</strong> <span className="muted">{source}</span>
      <div
        className="download-bar"
        role="progressbar"
        aria-label={words.packs.downloadOf(name)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={total > 0 ? Math.floor((done / total) * 100) : 0}
      >
        <div className={`download-${state}`} style={{ width: `${total > 0 ? (done / total) * 100 : 0}%` }} />
      </div>
      <span className="entry-facts">{facts.filter(Boolean).join(' · ')}</span>
      {failure && (
        <p className="entry-failure">
          {translate(failure.message)} {failure.hint && translate(failure.hint)}
        </p>
      )}
      <span className="entry-actions">
        {state === 'fetching' && (
          <button type="button" className="link" onClick={() => pausePack(name)}>
            {words.packs.pause}
          </button>
        )}
        {(state === 'paused' || state === 'failed') && (
          <button type="button" className="link" onClick={() => fetchPack(source, name)}>
            {words.packs.goOn}
          </button>
        )}
        {state !== 'fetching' && (
          <button type="button" className="link" onClick={() => dismissDownload(name)}>
            {words.packs.dismiss}
          </button>
        )}
      </span>
    </section>
  );
}
