import { hash } from 'node:crypto';
import type { PlannedStep, PlannedWire } from '../core/plan.ts';

/**
 * The name of a step's result: the same for the same node, values, sources and files, in every run and every process.
 * `sourceOf` says what comes through a wire: `<` with the name of a result and an output, `=` with a value as JSON, or nothing for a
 * wire that does not count. A source is named by its own key, so that a key costs the same at any depth. Undefined while a source has
 * none.
 */
export function cacheKey(
  step: PlannedStep,
  version: number,
  sourceOf: (wire: PlannedWire, input: string) => string | undefined,
  fingerprint: string,
): string | undefined {
  let text = `${step.type}@${version}`;
  for (const name of Object.keys(step.inputs).sort()) {
    const input = step.inputs[name];
    if (!input || input.kind === 'empty') continue;
    if (input.kind === 'value') {
      text += `\n${name}=${canonicalJson(input.value)}`;
    } else {
      const source = sourceOf(input, name);
      if (source === undefined) return undefined;
      if (source !== '') text += `\n${name}${source}`;
    }
  }
  return hash('sha256', `${text}\n${fingerprint}`, 'base64url');
}

/** JSON with the keys of every object in one order. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
