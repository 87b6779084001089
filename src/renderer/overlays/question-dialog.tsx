import { type Answer, answerOverlay } from '../state/overlays.ts';
import { useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';

interface QuestionDialogProps {
  readonly title: string;
  readonly text: string;
  readonly answers: readonly Answer[];
}

/** A question with a few answers; turning away is always one. */
export function QuestionDialog({ title, text, answers }: QuestionDialogProps) {
  const words = useWords();
  return (
    <Modal label={title} className="modal-small" onClose={() => answerOverlay(undefined)}>
      <h2 className="modal-title">{title}</h2>
      <p className="muted">{text}</p>
      <div className="modal-buttons">
        <button type="button" className="button" onClick={() => answerOverlay(undefined)}>
          {words.cancel}
        </button>
        {[...answers].reverse().map(({ key, label, tone }) => (
          <button
            key={key}
            type="button"
            className={`button ${tone ? `button-${tone}` : ''}`}
            // biome-ignore lint/a11y/noAutofocus: what Enter does is the answer that loses nothing.
            autoFocus={tone === 'main'}
            onClick={() => answerOverlay(key)}
          >
            {label}
          </button>
        ))}
      </div>
    </Modal>
  );
}
