import { type NodeProps, NodeResizer, type OnResize } from '@xyflow/react';
import { type KeyboardEvent, memo, useEffect, useState } from 'react';
import { type BoxKind, changeBox } from '../../core/edits-boxes.ts';
import { attempt } from '../commands/report.ts';
import { renameSelected } from '../commands/selection.ts';
import { groupKey } from '../state/box-keys.ts';
import { tintClass } from '../state/colors.ts';
import { useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import type { GroupNode, NoteNode } from './canvas-node.ts';
import { Markdown } from './markdown.tsx';

const SMALLEST_FRAME = { minWidth: 96, minHeight: 64 };
const SMALLEST_NOTE = { minWidth: 96, minHeight: 40 };

/** A coloured frame around nodes; they go with it. */
export const GroupFrame = memo(function GroupFrame({ data: { group }, selected }: NodeProps<GroupNode>) {
  const words = useWords();
  const rename = () => {
    useSession.getState().select([], [], [groupKey(group.id)]);
    attempt(renameSelected);
  };
  return (
    <section
      className={`group-frame ${tintClass(group.color)}${selected ? ' box-selected' : ''}`}
      aria-label={words.frame(group.title)}
    >
      <Resizer kind="groups" id={group.id} isVisible={selected} {...SMALLEST_FRAME} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a short cut to a command that has a key. */}
      <header className="group-header" onDoubleClick={rename}>
        {group.title}
      </header>
    </section>
  );
});

/** A piece of Markdown; a double click or F2 writes in it, Escape ends that. */
export const NoteBox = memo(function NoteBox({ data: { note }, selected }: NodeProps<NoteNode>) {
  const words = useWords();
  const isAsked = useSession(({ noteToWrite }) => noteToWrite === note.id);
  const [isWriting, setWriting] = useState(false);
  const { edit, endGesture } = useDocument.getState();
  useEffect(() => {
    if (!isAsked) return;
    setWriting(true);
    useSession.getState().set({ noteToWrite: undefined });
  }, [isAsked]);
  return (
    <section
      className={`note ${tintClass(note.color)}${selected ? ' box-selected' : ''}`}
      aria-label={words.note}
      onDoubleClick={() => setWriting(true)}
    >
      <Resizer kind="notes" id={note.id} isVisible={selected} {...SMALLEST_NOTE} />
      {isWriting ? (
        <textarea
          className="field note-text nodrag nopan nowheel"
          // biome-ignore lint/a11y/noAutofocus: it was asked for, to write in.
          autoFocus
          aria-label={words.noteText}
          value={note.text}
          onChange={(event) =>
            edit((workflow) => changeBox(workflow, 'notes', note.id, { text: event.target.value }), `write ${note.id}`)
          }
          onFocus={({ target }) => note.text === words.newNote && target.select()}
          onKeyDown={leaveWithEscape}
          onBlur={() => {
            endGesture();
            setWriting(false);
          }}
        />
      ) : (
        <div className="note-body">
          <Markdown text={note.text} />
        </div>
      )}
    </section>
  );
});

/** The note keeps the focus, for the next key. */
function leaveWithEscape({ key, currentTarget }: KeyboardEvent): void {
  if (key === 'Escape') currentTarget.closest<HTMLElement>('.react-flow__node')?.focus();
}

interface ResizerProps {
  readonly kind: BoxKind;
  readonly id: string;
  readonly isVisible: boolean;
  readonly minWidth: number;
  readonly minHeight: number;
}

function Resizer({ kind, id, ...more }: ResizerProps) {
  const { edit, endGesture } = useDocument.getState();
  const resize: OnResize = (_event, { x, y, width, height }) => {
    const round = (value: number) => Math.round(value / GRID) * GRID;
    const change = { position: [round(x), round(y)], size: [round(width), round(height)] } as const;
    edit((workflow) => changeBox(workflow, kind, id, change), 'resize');
  };
  return <NodeResizer {...more} onResize={resize} onResizeEnd={endGesture} />;
}

const GRID = 8;
