import { create } from 'zustand';
import type { Point, PortRef } from '../../core/workflow.ts';

/** A wire's loose end, for which a node is looked for. */
export interface LooseWire extends PortRef {
  readonly side: 'source' | 'target';
}

/** A line of a menu: something to do, a colour to choose among others, or a line between. */
export type MenuItem =
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly keys?: string;
      readonly isEnabled: boolean;
      readonly isChecked?: boolean;
      run(): void;
    }
  | { readonly kind: 'colors'; readonly label: string; choose(color: string | undefined): void }
  | { readonly kind: 'line' };

/** What lies over the window: one at a time. */
export type Overlay =
  | { readonly kind: 'menu'; readonly at: Point; readonly label: string; readonly items: readonly MenuItem[] }
  | { readonly kind: 'commands' }
  /** `at` in the window's pixels, `place` on the canvas. */
  | { readonly kind: 'nodes'; readonly at: Point; readonly place: [number, number]; readonly wire?: LooseWire }
  | { readonly kind: 'open' }
  | { readonly kind: 'find' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'templates' }
  | {
      readonly kind: 'question';
      readonly title: string;
      readonly text: string;
      readonly answers: readonly Answer[];
      answer(key: string | undefined): void;
    }
  | {
      readonly kind: 'name';
      readonly title: string;
      readonly value: string;
      readonly button: string;
      /** The reason why a name will not do. */
      check(name: string): string | undefined;
      answer(name: string | undefined): void;
    };

export interface Answer {
  readonly key: string;
  readonly label: string;
  readonly tone?: 'main' | 'danger';
}

interface OverlayState {
  readonly overlay: Overlay | undefined;
  show(overlay: Overlay): void;
  close(): void;
}

export const useOverlay = create<OverlayState>()((set, get) => ({
  overlay: undefined,
  show: (overlay) => {
    dismiss(get().overlay);
    set({ overlay });
  },
  close: () => {
    const { overlay } = get();
    set({ overlay: undefined });
    dismiss(overlay);
  },
}));

/** Asks a person to choose; undefined when they turn away. */
export function askQuestion(title: string, text: string, answers: readonly Answer[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    useOverlay.getState().show({ kind: 'question', title, text, answers, answer: once(resolve) });
  });
}

/** Asks a person for a name; undefined when they turn away. */
export function askName(
  title: string,
  value: string,
  button: string,
  check: (name: string) => string | undefined = () => undefined,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    useOverlay.getState().show({ kind: 'name', title, value, button, check, answer: once(resolve) });
  });
}

/** Gives the answer of a question and takes it away. */
export function answerOverlay(answer: string | undefined): void {
  const { overlay, close } = useOverlay.getState();
  if (overlay?.kind === 'question' || overlay?.kind === 'name') overlay.answer(answer);
  close();
}

function dismiss(overlay: Overlay | undefined): void {
  if (overlay?.kind === 'question' || overlay?.kind === 'name') overlay.answer(undefined);
}

/** The first answer counts. */
function once(resolve: (answer: string | undefined) => void): (answer: string | undefined) => void {
  let isAnswered = false;
  return (answer) => {
    if (!isAnswered) resolve(answer);
    isAnswered = true;
  };
}
