import type { HostApi } from '../../core/host-api.ts';
import type { Pack } from '../../core/pack-api.ts';
import { packReferences, putPackIn } from '../../core/pack-references.ts';
import type { PortRef } from '../../core/workflow.ts';
import { currentDocument, currentScope, useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { askQuestion } from '../state/overlays.ts';
import { refreshPacks } from '../state/packs.ts';
import { pathOf } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import { attempt } from './report.ts';

/** Fetches a pack from the Hub, or goes on with it. */
export function fetchPack(source: string, name?: string): void {
  ask((api) => api.call('fetchPack', { source: source.trim(), ...(name === undefined ? {} : { name }) }));
}

export function pausePack(name: string): void {
  ask((api) => api.call('pausePack', { name }));
}

export function dismissDownload(name: string): void {
  ask((api) => api.call('dismissDownload', { name }));
}

/** Compares a pack's files with the Hub's checksums and says what came of it. */
export function checkPack(name: string): void {
  ask(async (api) => {
    const words = currentWords().packs;
    const { problems } = await api.call('checkPack', { name });
    const isRight = problems.length === 0;
    const text = isRight ? words.allRight(name) : `${words.wrong(name)} ${problems.join('; ')}`;
    useSession.getState().say({ tone: isRight ? 'info' : 'error', text });
  });
}

/** Deletes a fetched pack, after asking. */
export function removePack(name: string): void {
  ask(async (api) => {
    const words = currentWords();
    const answer = await askQuestion(words.packs.removeTitle(name), words.packs.removeText, [
      { key: 'remove', label: words.packs.remove, tone: 'danger' },
    ]);
    if (answer !== 'remove') return;
    await api.call('removePack', { name });
    await refreshPacks();
  });
}

/** Names a pack in these widgets; without any, in those of the selected nodes, else of all nodes that name one. */
export function choosePack(pack: Pick<Pack, 'name' | 'source'>, places?: readonly PortRef[]): void {
  const all = packReferences(currentDocument(), useHost.getState().specs);
  const scope = currentScope();
  const selectedPaths = useSession.getState().selectedNodes.map((id) => pathOf(scope, id));
  const selected = all.filter(({ node }) => selectedPaths.includes(node));
  const targets = places ?? (selected.length > 0 ? selected : all);
  if (targets.length > 0)
    useDocument.getState().editDocument((workflow) => putPackIn(workflow, targets, pack), { label: 'widget' });
}

function ask(work: (api: HostApi) => Promise<unknown>): void {
  const { api } = useHost.getState();
  if (api) attempt(async () => void (await work(api)));
}
