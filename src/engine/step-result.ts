import type { Picture, ValueSummary } from '../core/run-events.ts';
import type { PortRef } from '../core/workflow.ts';
import type { ValueReference } from './executor.ts';
import type { Result } from './result-cache.ts';
import { summarizeList } from './summaries.ts';

/** What a step made in a run: one result, or one for each round of a step that runs over lists. */
export interface StepResult {
  readonly rounds: readonly Result[];
  readonly isMapped: boolean;
}

export function singleResult(result: Result): StepResult {
  return { rounds: [result], isMapped: false };
}

/** The values at one of its outputs; one that is no list has one. */
export function valuesAt(result: StepResult, { node, port }: PortRef): readonly ValueReference[] {
  const valuesIn = ({ outputs }: Result): readonly ValueReference[] => {
    const made = outputs[port];
    if (!made) throw new Error(`${node} made no “${port}”`);
    return 'id' in made ? [made] : made;
  };
  const [first] = result.rounds;
  if (!result.isMapped) return first ? valuesIn(first) : [];
  // Whoever reads a list asks for it in every round.
  const known = knownValues.get(result) ?? new Map<string, readonly ValueReference[]>();
  knownValues.set(result, known);
  const found = known.get(port) ?? result.rounds.flatMap(valuesIn);
  known.set(port, found);
  return found;
}

const knownValues = new WeakMap<StepResult, Map<string, readonly ValueReference[]>>();

/** Its outputs in a line each; those of all rounds together. */
export function summariesOf({ rounds, isMapped }: StepResult): Readonly<Record<string, ValueSummary>> {
  const [first] = rounds;
  if (!isMapped) return first?.summaries ?? {};
  return Object.fromEntries(
    Object.keys(first?.summaries ?? {}).map((name) => [
      name,
      summarizeList(
        rounds.flatMap(({ summaries }) => {
          const summary = summaries[name];
          return summary?.items ?? (summary ? [summary] : []);
        }),
      ),
    ]),
  );
}

/** The last picture that the node showed. */
export function pictureOf({ rounds, isMapped }: StepResult): Picture | undefined {
  if (!isMapped) return rounds[0]?.picture;
  return rounds.findLast(({ picture }) => picture)?.picture;
}

/** A value that is told in full: a number, a truth, a text that is not too long. */
export function scalarOf({ summary, content }: ValueReference): string | number | boolean | undefined {
  switch (summary.type) {
    case 'text':
      return content === undefined ? summary.text : undefined;
    case 'number':
      return Number(summary.text);
    case 'boolean':
      return summary.text === 'true';
    default:
      return undefined;
  }
}

/** Whether a value that chooses is the one that a branch waits for, as the input that takes it would see it. */
export function isChoice(value: unknown, is: string | number | boolean): boolean {
  if (typeof value === 'boolean' && typeof is === 'number') return Number(value) === is;
  return typeof is === 'string' ? String(value) === is : value === is;
}
