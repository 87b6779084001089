import { type ReactNode, useEffect, useRef } from 'react';

interface ModalProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** A dialog over everything; Escape and a click beside it turn away. */
export function Modal({ label, className = '', children, onClose }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it.
    <dialog
      ref={dialog}
      className={`modal ${className}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="modal-content">{children}</div>
    </dialog>
  );
}
