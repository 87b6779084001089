import type { Workflow } from '../../core/workflow.ts';

/** A document with its earlier and undone versions. Documents share what they have in common, so a step costs little. */
export interface History {
  readonly present: Workflow;
  readonly past: readonly Workflow[];
  readonly future: readonly Workflow[];
  /** What each step did: the last one is what led to the present, the one that `undo` takes back. */
  readonly labels: readonly string[];
  /** What each undone step did, the next to be redone first. */
  readonly undone: readonly string[];
  /** What the latest step came from; edits of the same gesture go into the same step. */
  readonly gesture: string | undefined;
}

/** How an edit goes into the history. */
export interface Step {
  /** Names the step for people: a key of the words. */
  readonly label?: string | undefined;
  /** Edits of the same gesture (a drag, typing in one field) are one step until `endGesture`. */
  readonly gesture?: string | undefined;
}

const LONGEST_PAST = 200;

/** The history of a document that was just opened. */
export function startHistory(workflow: Workflow): History {
  return { present: workflow, past: [], future: [], labels: [], undone: [], gesture: undefined };
}

/** Takes the next document. A gesture without a label is called by its first word. */
export function record(history: History, next: Workflow, step: string | Step = {}): History {
  if (next === history.present) return history;
  const { gesture, label = gesture?.split(' ')[0] ?? '' } = typeof step === 'string' ? { gesture: step } : step;
  const continues = gesture !== undefined && gesture === history.gesture;
  const past = continues ? history.past : [...history.past, history.present].slice(-LONGEST_PAST);
  const labels = continues ? history.labels : [...history.labels, label].slice(-LONGEST_PAST);
  return { present: next, past, labels, future: [], undone: [], gesture };
}

/** Whatever comes next is a step of its own. */
export function endGesture(history: History): History {
  return history.gesture === undefined ? history : { ...history, gesture: undefined };
}

export function undo(history: History): History {
  const previous = history.past.at(-1);
  if (!previous) return history;
  return {
    present: previous,
    past: history.past.slice(0, -1),
    future: [history.present, ...history.future],
    labels: history.labels.slice(0, -1),
    undone: [history.labels.at(-1) ?? '', ...history.undone],
    gesture: undefined,
  };
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  const [label = '', ...undone] = history.undone;
  return {
    present: next,
    past: [...history.past, history.present],
    future,
    labels: [...history.labels, label],
    undone,
    gesture: undefined,
  };
}
