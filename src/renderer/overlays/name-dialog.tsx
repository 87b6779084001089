import { useState } from 'react';
import { answerOverlay } from '../state/overlays.ts';
import { useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly value: string;
  readonly button: string;
  check(name: string): string | undefined;
}

/** Asks for a name. */
export function NameDialog({ title, value, button, check }: NameDialogProps) {
  const words = useWords();
  const [name, setName] = useState(value);
  const reason = check(name.trim());
  return (
    <Modal label={title} className="modal-small" onClose={() => answerOverlay(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === undefined) answerOverlay(name.trim());
        }}
      >
        <h2 className="modal-title">{title}</h2>
        <input
          className="field modal-field"
          // biome-ignore lint/a11y/noAutofocus: the dialog was asked for to type a name.
          autoFocus
          aria-label={words.name}
          aria-invalid={reason !== undefined}
          autoComplete="off"
          value={name}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <p className="modal-reason">{reason}</p>
        <div className="modal-buttons">
          <button type="button" className="button" onClick={() => answerOverlay(undefined)}>
            {words.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={reason !== undefined}>
            {button}
          </button>
        </div>
      </form>
    </Modal>
  );
}
