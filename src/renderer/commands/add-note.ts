import { addNote } from '../../core/edits-boxes.ts';
import { noteKey } from '../state/box-keys.ts';
import { useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';

const NOTE_SIZE = [240, 120] as const;
const GRID = 8;

/** Adds a note, to be written in at once. */
export function addNoteAt([x, y]: readonly [number, number]): void {
  const position = [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID] as const;
  let added = '';
  useDocument.getState().edit(
    (workflow) => {
      const next = addNote(workflow, { position, size: NOTE_SIZE }, currentWords().newNote);
      added = next.id;
      return next.workflow;
    },
    { label: 'note' },
  );
  const { select, set } = useSession.getState();
  select([], [], [noteKey(added)]);
  set({ noteToWrite: added });
}
