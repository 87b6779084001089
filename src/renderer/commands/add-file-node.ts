import type { NodeSpec } from '../../core/define-node.ts';
import { addNode, setWidget } from '../../core/edits.ts';
import { useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { freePlace } from './add-node.ts';
import { keepInput } from './keep-input.ts';

/** Adds the node that reads a picture or video, with the file in it, in one step. False where no node reads its kind. */
export async function addFileNode(file: File, place: readonly [number, number]): Promise<boolean> {
  const reader = readerOf(file.type);
  if (!reader) return false;
  const path = await keepInput(file);
  let added = '';
  useDocument.getState().edit(
    (workflow) => {
      const next = addNode(workflow, reader.spec, freePlace(place));
      added = next.id;
      return setWidget(next.workflow, next.id, reader.port, path);
    },
    { label: 'add' },
  );
  useSession.getState().select([added]);
  return true;
}

function readerOf(mediaType: string): { readonly spec: NodeSpec; readonly port: string } | undefined {
  for (const spec of useHost.getState().specs.values()) {
    for (const [port, input] of Object.entries(spec.inputs)) {
      if (input.kind === 'file' && input.accept.some((kind) => mediaType.startsWith(`${kind}/`))) return { spec, port };
    }
  }
  return undefined;
}
