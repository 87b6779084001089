import type { Failure } from '../core/errors.ts';
import type { ExecutionStep, StepInput } from './executor.ts';

// What is said when the process that runs nodes has ended.

/** Nobody can tell which of several nodes it was, so all are named. */
export function crashFailure(how: string, nodes: readonly string[]): Failure {
  const together = nodes.length > 1 ? ` while ${nodes.join(' and ')} ran` : '';
  return {
    kind: 'user',
    message: `The process that runs models ended${together}: ${how}`,
    hint: 'Often this means that memory ran out: make the video smaller or shorter. It starts again by itself with the next run.',
  };
}

export function endedFailure(): Failure {
  return {
    kind: 'user',
    message: 'The process that runs models was ended because another run had to stop',
    hint: 'Run it again.',
  };
}

export function lostFailure(): Failure {
  return {
    kind: 'user',
    message: 'The process that runs models ended between two nodes, and what this run had made is lost',
    hint: 'Run it again.',
  };
}

/** What a step was given, as far as it is known on this side. */
export function describeInputs(step: ExecutionStep | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(step?.inputs ?? {}).map(([name, input]) => [name, describeInput(input)]));
}

function describeInput(input: StepInput): string {
  switch (input.kind) {
    case 'value':
      return String(input.value);
    case 'reference':
      return input.text;
    case 'list':
      return input.items.map(({ text }) => text).join(', ') || 'nothing';
    case 'previous':
      return `“${input.port}” of the node before`;
    case 'empty':
      return 'nothing';
  }
}
