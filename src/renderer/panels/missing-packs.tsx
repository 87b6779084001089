import type { MissingPack } from '../../core/pack-references.ts';
import { choosePack, fetchPack } from '../commands/pack-commands.ts';
import { showPort } from '../commands/show-port.ts';
import { useMissingPacks, usePacks } from '../state/packs.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';

/** The model packs that the workflow names and that are not here, with what would supply each. */
export function MissingPacks() {
  const words = useWords();
  const missing = useMissingPacks();
  if (missing.length === 0) return null;
  return (
    <section className="side-section" aria-label={words.packs.missing}>
      <h2 className="section-title">
        {words.packs.missing} <span className="count">{missing.length}</span>
      </h2>
      <ul>
        {missing.map((pack) => (
          <MissingEntry key={pack.name} pack={pack} />
        ))}
      </ul>
    </section>
  );
}

function MissingEntry({ pack: { name, nodes, source } }: { pack: MissingPack }) {
  const words = useWords();
  const { known, downloads } = usePacks();
  const [first] = nodes;
  const isComing = downloads.some((download) => download.name === name && download.state === 'fetching');
  const others = (known?.packs ?? []).filter(({ facts }) => facts);
  return (
    <li className="problem">
      <button type="button" className="link" onClick={() => first && showPort(first.node, first.port)}>
        {words.packs.isMissing(name)}
      </button>
      <span className="muted">{source ? words.packs.suppliedBy(source) : words.packs.noSource}</span>
      <span className="entry-actions">
        {source?.startsWith('hf:') && (
          <button type="button" className="link" disabled={isComing} onClick={() => fetchIt(source, name)}>
            {words.packs.fetch}
          </button>
        )}
        {others.map((other) => (
          <button key={other.name} type="button" className="link" onClick={() => choosePack(other, nodes)}>
            {words.packs.takeInstead(other.facts?.title ?? other.name)}
          </button>
        ))}
      </span>
    </li>
  );
}

/** The panel shows how far it is. */
function fetchIt(source: string, name: string): void {
  useSession.getState().set({ leftPanel: 'packs' });
  fetchPack(source, name);
}
