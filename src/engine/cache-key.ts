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
  const earlier = lastKeys.get(step);
  if (earlier?.version === version && earlier.fingerprint === fingerprint && hasSources(earlier, sourceOf)) {
    return earlier.key;
  }
  let text = `${step.type}@${version}`;
  const wires: KnownWire[] = [];
  for (const name of Object.keys(step.inputs).sort()) {
    const input = step.inputs[name];
    if (!input || input.kind === 'empty') continue;
    if (input.kind === 'value') {
      text += `\n${name}=${canonicalJson(input.value)}`;
    } else {
      const source = sourceOf(input, name);
      if (source === undefined) return undefined;
      wires.push({ name, wire: input, source });
      if (source !== '') text += `\n${name}${source}`;
    }
  }
  const key = hash('sha256', `${text}\n${fingerprint}`, 'base64url');
  lastKeys.set(step, { version, fingerprint, wires, key });
  return key;
}

interface KnownWire {
  readonly name: string;
  readonly wire: PlannedWire;
  readonly source: string;
}

interface KnownKey {
  readonly version: number;
  readonly fingerprint: string;
  readonly wires: readonly KnownWire[];
  readonly key: string;
}

/** A node that did not change keeps its step from plan to plan, and is hashed again only when something above it changed. */
const lastKeys = new WeakMap<PlannedStep, KnownKey>();

function hasSources({ wires }: KnownKey, sourceOf: Parameters<typeof cacheKey>[2]): boolean {
  return wires.every(({ name, wire, source }) => sourceOf(wire, name) === source);
}

/** JSON with the keys of every object in one order. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
