import { makeSubgraph, mayMakeSubgraph } from '../../core/make-subgraph.ts';
import { definitionOf, subgraphIdOf } from '../../core/subgraph.ts';
import { unpackSubgraph } from '../../core/unpack-subgraph.ts';
import { currentDocument, currentScope, currentWorkflow, useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { askName } from '../state/overlays.ts';
import { subgraphAt } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import { currentTranslator, currentWords } from '../words/use-words.ts';
import type { Command } from './command.ts';
import { enterScope } from './open-workflow.ts';
import { attempt } from './report.ts';
import { hasNodes, selection } from './selection.ts';

/** Nodes that are used as one. */
export const SUBGRAPH_COMMANDS = {
  makeSubgraph: {
    label: 'makeSubgraph',
    keys: ['Mod+Shift+E'],
    menu: 'node',
    startsGroup: true,
    isEnabled: hasNodes,
    run: () => attempt(makeOfSelected),
  },
  enterSubgraph: {
    label: 'enterSubgraph',
    keys: ['Alt+Enter'],
    worksInText: true,
    menu: 'node',
    isEnabled: () => selectedInstances().length === 1,
    run: enterSelected,
  },
  leaveSubgraph: {
    label: 'leaveSubgraph',
    keys: ['Alt+Shift+Enter'],
    worksInText: true,
    menu: 'node',
    isEnabled: () => currentScope().length > 0,
    run: () => enterScope(currentScope().slice(0, -1)),
  },
  unpackSubgraph: {
    label: 'unpackSubgraph',
    keys: ['Mod+Alt+Shift+E'],
    menu: 'node',
    isEnabled: () => selectedInstances().length > 0,
    run: unpackSelected,
  },
} as const satisfies Record<string, Command>;

/** Shows the inside of an instance on the canvas; false for any other node. */
export function enterInstance(id: string): boolean {
  if (!isInstance(id)) return false;
  enterScope([...currentScope(), id]);
  return true;
}

async function makeOfSelected(): Promise<void> {
  const words = currentWords();
  const chosen = selection();
  const verdict = mayMakeSubgraph(currentWorkflow(), chosen.nodes);
  if (!verdict.ok) {
    useSession.getState().say({ tone: 'error', text: currentTranslator()(verdict.reason) });
    return;
  }
  const title = await askName(words.subgraphs.title, words.subgraphs.newTitle, words.subgraphs.make);
  if (title === undefined) return;
  const { specs } = useHost.getState();
  let made = '';
  useDocument.getState().edit(
    (canvas) => {
      const { workflow, node } = makeSubgraph(canvas, specs, chosen, title.trim() || words.subgraphs.newTitle);
      made = node;
      return workflow;
    },
    { label: 'subgraph' },
  );
  useSession.getState().select([made]);
}

function enterSelected(): void {
  const [id] = selectedInstances();
  if (id !== undefined) enterInstance(id);
}

/** In the document, not on the canvas: a definition that nothing uses any more goes, and the canvas knows but its own uses. */
function unpackSelected(): void {
  const instances = selectedInstances().filter((id) => !isLoop(id));
  if (instances.length === 0) {
    useSession.getState().say({ tone: 'error', text: currentWords().subgraphs.loopStays });
    return;
  }
  const inside = subgraphAt(currentDocument(), currentScope());
  const { specs } = useHost.getState();
  const unpacked: string[] = [];
  useDocument.getState().editDocument(
    (document) =>
      instances.reduce((next, id) => {
        const { workflow, nodes } = unpackSubgraph(next, specs, id, inside);
        unpacked.push(...nodes);
        return workflow;
      }, document),
    { label: 'unpack' },
  );
  useSession.getState().select(unpacked);
}

function selectedInstances(): string[] {
  return selection().nodes.filter(isInstance);
}

function isLoop(id: string): boolean {
  return definitionOf(currentDocument(), subgraphIdOf(currentWorkflow().nodes[id]?.type ?? ''))?.repeat !== undefined;
}

function isInstance(id: string): boolean {
  return subgraphIdOf(currentWorkflow().nodes[id]?.type ?? '') !== undefined;
}
