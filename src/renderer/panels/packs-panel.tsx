import { type FormEvent, useEffect, useState } from 'react';
import type { Pack } from '../../core/pack-api.ts';
import { checkPack, choosePack, fetchPack, removePack } from '../commands/pack-commands.ts';
import { refreshPacks, usePacks } from '../state/packs.ts';
import { useTranslator, useWords } from '../words/use-words.ts';
import { DownloadEntry } from './download-entry.tsx';
import { formatBytes } from './format.ts';
import { MissingPacks } from './missing-packs.tsx';

/** The model packs of this machine: what they can do, what is wrong with them, and how to get more. */
export function PacksPanel() {
  const words = useWords();
  const { known, downloads } = usePacks();
  useEffect(() => void refreshPacks(), []);
  const fetching = new Set(downloads.map(({ name }) => name));
  return (
    <div className="panel-scroll packs">
      <FetchForm hub={known?.hub ?? ''} />
      {downloads.map((download) => (
        <DownloadEntry key={download.name} download={download} />
      ))}
      <MissingPacks />
      <ul className="entries" aria-label={words.packs.title}>
        {known?.packs
          .filter(({ name, state }) => state !== 'unfinished' || !fetching.has(name))
          .map((pack) => (
            <PackEntry key={pack.name} pack={pack} />
          ))}
      </ul>
      {known?.packs.length === 0 && <p className="empty panel-empty">{words.packs.none}</p>}
      {known && (
        <section className="setting" aria-label={words.settings.folders}>
          <h3 className="section-title">{words.settings.folders}</h3>
          <dl className="folders">
            <dt>{words.packs.lookedFor}</dt>
            {known.folders.map((folder) => (
              <dd key={folder}>{folder}</dd>
            ))}
            <dt>{words.packs.fetchedTo}</dt>
            <dd>{known.fetchedTo}</dd>
          </dl>
        </section>
      )}
    </div>
  );
}

function FetchForm({ hub }: { hub: string }) {
  const words = useWords();
  const [source, setSource] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (source.trim() === '') return;
    fetchPack(source.trim().startsWith('hf:') ? source : `hf:${source.trim()}`);
    setSource('');
  };
  return (
    <form className="pack-form" onSubmit={submit}>
      <label className="muted" htmlFor="pack-source">
        {words.packs.from(hub.replace(/^https?:\/\//, ''))}
      </label>
      <div className="panel-tools">
        <input
          id="pack-source"
          className="field search"
          placeholder="hf:owner/name"
          autoComplete="off"
          spellCheck={false}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        <button type="submit" className="button" disabled={source.trim() === ''}>
          {words.packs.fetch}
        </button>
      </div>
    </form>
  );
}

function PackEntry({ pack }: { pack: Pack }) {
  const words = useWords();
  const translate = useTranslator();
  const { name, folder, state, source, bytes, facts, problem } = pack;
  return (
    <li className="entry pack-entry" aria-label={name}>
      <div className="entry-text">
        <span className="entry-title">
          {facts?.title ?? name} {facts && <span className="muted">{name}</span>}
        </span>
        <span className="entry-facts">
          {[formatBytes(bytes), words.packs.states[state], facts?.license].filter(Boolean).join(' · ')}
        </span>
        {facts && (
          <>
            <span className="entry-facts">
              {words.packs.best(facts.width, facts.height, facts.frames)} · {words.packs.multiples(facts.pixelMultiple)}
            </span>
            <span className="chips">
              {facts.abilities.map((ability) => (
                <span key={ability} className="chip">
                  {words.packs.abilities[ability]}
                </span>
              ))}
              {facts.variants.map(({ model, precision }) => (
                <span key={`${model}.${precision}`} className="chip">
                  {words.packs.variant(model, precision)}
                </span>
              ))}
            </span>
          </>
        )}
        {problem && (
          <span className="entry-failure">
            {translate(problem.message)}
            {problem.hint && ` ${translate(problem.hint)}`}
          </span>
        )}
        <span className="entry-path" title={folder}>
          {source ?? folder}
        </span>
        <span className="entry-actions">
          {facts && (
            <button type="button" className="link" onClick={() => choosePack(pack)}>
              {words.packs.use}
            </button>
          )}
          {state !== 'own' && source && (
            <button type="button" className="link" onClick={() => fetchPack(source, name)}>
              {state === 'unfinished' ? words.packs.goOn : words.packs.update}
            </button>
          )}
          {state === 'downloaded' && (
            <button type="button" className="link" onClick={() => checkPack(name)}>
              {words.packs.check}
            </button>
          )}
          {state !== 'own' && (
            <button type="button" className="link" onClick={() => removePack(name)}>
              {words.packs.remove}
            </button>
          )}
        </span>
      </div>
    </li>
  );
}
