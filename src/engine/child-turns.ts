import { type ExecutionHooks, type ExecutionStep, type StepOutputs, withPrevious } from './executor.ts';
import type { Answer } from './executor-messages.ts';

/** Who waits for a call. */
export interface Caller {
  /** What is to run; none for a question. */
  readonly turn?: Turn;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** A step on its way through the process. */
export interface Turn {
  readonly hooks: ExecutionHooks;
  step: ExecutionStep;
  /** Steps before it may still be at work, as far as is known here. */
  isWaiting: boolean;
  next?: Turn;
  /** From now on, until it ends, the process is told when the step is to stop. */
  begin(): void;
  end(): void;
}

/** The step before has made something: from here on the turn is its own. */
export function beginTurn(turn: Turn | undefined, made: StepOutputs): void {
  if (!turn) return;
  turn.step = withPrevious(turn.step, made);
  turn.begin();
}

/** The nodes that are at work, as far as is known here. */
export function runningNodes(callers: readonly Caller[]): string[] {
  return callers.flatMap(({ turn }) => (turn && !turn.isWaiting ? [turn.step.node] : []));
}
