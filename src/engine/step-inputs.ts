import { mayChoose } from '../core/branches.ts';
import type { NodeSpecs } from '../core/define-node.ts';
import { countItems, itemInRound } from '../core/lists.ts';
import type { PlannedInput, PlannedStep, PlannedWire } from '../core/plan.ts';
import type { OutputPorts } from '../core/ports.ts';
import type { PortRef } from '../core/workflow.ts';
import type { StepInput, ValueReference } from './executor.ts';
import { isChoice, type StepResult, scalarOf, valuesAt } from './step-result.ts';

/** What steps read, round by round: which branch, which item of a list. Follows from the plan and from what is known of results. */
export class StepInputs {
  readonly #resultOf: (node: string) => StepResult | undefined;

  constructor(resultOf: (node: string) => StepResult | undefined) {
    this.#resultOf = resultOf;
  }

  /** How often a step runs that runs over lists; undefined while their lengths are not known. */
  roundsOf(step: PlannedStep): number | undefined {
    const lengths: number[] = [];
    for (const name of step.over ?? []) {
      const wire = step.inputs[name];
      if (wire?.kind !== 'wire') continue;
      const isRead = this.isRead(step, wire);
      if (isRead === undefined) return undefined;
      if (!isRead) continue;
      const length = this.#lengthAt(wire.from);
      if (length === undefined) return undefined;
      lengths.push(length);
    }
    // A list on a branch that was not chosen leaves one round, with what was.
    return lengths.length === 0 ? 1 : countItems(lengths);
  }

  isChosen(step: PlannedStep, { when }: PlannedWire, round: number): boolean | undefined {
    if (!when) return true;
    const chooser = this.#chooserOf(step, when.input);
    if (!chooser || chooser.length === 0) return chooser && false;
    return isChoice(chooser[itemInRound(chooser.length, round)], when.is);
  }

  /** Whether a step reads a wire in any round; undefined while what chooses is not known. */
  isRead(step: PlannedStep, { when }: PlannedWire): boolean | undefined {
    if (!when) return true;
    return this.#chooserOf(step, when.input)?.some((value) => isChoice(value, when.is));
  }

  /** The values of an input that chooses between branches, as far as they can be told. */
  #chooserOf(step: PlannedStep, name: string): readonly unknown[] | undefined {
    const input = step.inputs[name];
    if (input?.kind !== 'wire') return [input?.kind === 'value' ? input.value : undefined];
    const result = this.#resultOf(input.from.node);
    return result && valuesAt(result, input.from).map(scalarOf);
  }

  #lengthAt(from: PortRef): number | undefined {
    const result = this.#resultOf(from.node);
    return result && valuesAt(result, from).length;
  }

  /** What an input is in a round, now that its source has run, or will have when it is the step's turn: `previous`. */
  resolve(step: PlannedStep, round: number, previous?: string): Record<string, StepInput> {
    const resolved: Record<string, StepInput> = {};
    for (const [name, input] of Object.entries(step.inputs))
      resolved[name] = this.#resolveInput(step, name, input, round, previous);
    return resolved;
  }

  #resolveInput(step: PlannedStep, name: string, input: PlannedInput, round: number, previous?: string): StepInput {
    if (input.kind !== 'wire') return input;
    if (!this.isChosen(step, input, round)) return { kind: 'empty' };
    if (input.from.node === previous) return { kind: 'previous', port: input.from.port };
    const result = this.#resultOf(input.from.node);
    // A fingerprint is asked for before there is anything on the wires that it does not read.
    if (!result) return { kind: 'empty' };
    const values = valuesAt(result, input.from);
    if (input.gathers) return { kind: 'list', items: values.map(toInput) };
    const value = values[step.over?.includes(name) ? itemInRound(values.length, round) : 0];
    if (!value) throw new Error(`${input.from.node} made no “${input.from.port}” for ${step.node}`);
    return { kind: 'reference', id: value.id, text: value.summary.text };
  }
}

function toInput({ id, summary }: ValueReference): { readonly id: string; readonly text: string } {
  return { id, text: summary.text };
}

/** Steps whose results others depend on for what they say: those that make lists, and those that say which branch another one chooses. */
export function tellingSteps(steps: readonly PlannedStep[], specs: NodeSpecs): ReadonlySet<string> {
  const telling = new Set<string>();
  const listTypes = new Set([...specs].flatMap(([type, { outputs }]) => (hasList(outputs) ? [type] : [])));
  for (const { node, type, inputs } of steps) {
    if (listTypes.has(type)) telling.add(node);
    if (!mayChoose(specs, type)) continue;
    for (const name in inputs) {
      const input = inputs[name];
      const chooser = input?.kind === 'wire' && input.when ? inputs[input.when.input] : undefined;
      if (chooser?.kind === 'wire') telling.add(chooser.from.node);
    }
  }
  return telling;
}

function hasList(outputs: OutputPorts): boolean {
  return Object.values(outputs).some(({ list }) => list);
}
