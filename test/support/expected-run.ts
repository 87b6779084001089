import { readFileSync } from 'node:fs';
import { setWidget } from '../../src/core/edits.ts';
import { parseWorkflow, type Workflow } from '../../src/core/workflow.ts';

/** One of the example workflows with other values of widgets, by `node.widget`. */
export function workflowWith(name: string, settings: Readonly<Record<string, string | number>>): Workflow {
  return Object.entries(settings).reduce<Workflow>(
    (document, [place, value]) => {
      const [node = '', widget = ''] = place.split('.');
      return setWidget(document, node, widget, value);
    },
    parseWorkflow(readFileSync(`workflows/${name}`, 'utf8')),
  );
}

/** 32-bit floats that a Python script has written as base64. */
export function floatsOf(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

export function largestDifference(given: ArrayLike<number>, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, index) => Math.abs(value - (given[index] ?? Number.NaN))));
}
