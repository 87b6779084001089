import { hash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { NodeSpecs } from '../core/define-node.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { InputPort } from '../core/ports.ts';
import { createKeptJson } from './kept-json.ts';

/** How long nodes took in earlier runs: what the time that a run still needs is guessed from. */
export interface NodeTimes {
  /** Remembers what earlier processes have learnt; done once. */
  load(): Promise<void>;
  /** How many seconds each step should take, by node; without those of which nothing is known. */
  expected(signatures: ReadonlyMap<string, TimeSignature>): Record<string, number>;
  note(signature: TimeSignature, seconds: number): void;
  /** Keeps what was learnt for later processes. */
  save(): Promise<void>;
}

/** What a step's time depends on, and what to go by where that is new: its type alone. */
export interface TimeSignature {
  readonly exact: string;
  readonly type: string;
}

const MOST_TIMES = 4000;
/** Of plans with more steps, to look at each for a guess would cost more than the guess is worth. */
const MOST_STEPS = 2000;
/** How much the latest time counts: a first run opens models as well. */
const WEIGHT = 0.5;

const timesSchema = z.record(z.string(), z.number().nonnegative());

/** Without a folder, for as long as the process runs. */
export function createNodeTimes(folder?: string): NodeTimes {
  const kept = folder === undefined ? undefined : createKeptJson(path.join(folder, 'node-times.json'), timesSchema);
  /** What was used longest ago first. */
  const times = new Map<string, number>();
  let loading: Promise<void> | undefined;
  let isNew = false;
  const learn = (key: string, seconds: number) => {
    const before = times.get(key) ?? seconds;
    times.delete(key);
    times.set(key, Number((before + WEIGHT * (seconds - before)).toPrecision(3)));
    if (times.size <= MOST_TIMES) return;
    const [oldest = key] = times.keys();
    times.delete(oldest);
  };
  return {
    load() {
      loading ??= (async () => {
        for (const [key, seconds] of Object.entries((await kept?.read()) ?? {})) times.set(key, seconds);
      })();
      return loading;
    },
    expected(signatures) {
      const found: Record<string, number> = {};
      for (const [node, { exact, type }] of signatures) {
        const seconds = times.get(exact) ?? times.get(type);
        if (seconds !== undefined) found[node] = seconds;
      }
      return found;
    },
    note({ exact, type }, seconds) {
      isNew = true;
      learn(exact, seconds);
      if (type !== exact) learn(type, seconds);
    },
    async save() {
      if (!isNew) return;
      isNew = false;
      await kept?.write(Object.fromEntries(times));
    },
  };
}

/**
 * What the time of each step of a plan depends on: the node, its whole numbers, choices, switches and model packs, and the same of
 * all that it reads. Seeds, texts, colours and real numbers are left out: with them every prompt would be new.
 */
export function timeSignatures(steps: readonly PlannedStep[], specs: NodeSpecs): Map<string, TimeSignature> {
  if (steps.length > MOST_STEPS) return new Map(steps.map(({ node, type }) => [node, { exact: type, type }]));
  const signatures = new Map<string, TimeSignature>();
  for (const { node, type, inputs } of steps) {
    const spec = specs.get(type);
    let text = `${type}@${spec?.version}`;
    for (const name of Object.keys(inputs).sort()) {
      const input = inputs[name];
      if (input?.kind === 'wire') text += `\n${name}<${signatures.get(input.from.node)?.exact}`;
      else if (input?.kind === 'value' && costsTime(spec?.inputs[name])) text += `\n${name}=${String(input.value)}`;
    }
    // A third of the hash is enough for a guess.
    signatures.set(node, { exact: hash('sha256', text, 'base64url').slice(0, 15), type });
  }
  return signatures;
}

function costsTime(port: InputPort | undefined): boolean {
  switch (port?.kind) {
    case 'int':
    case 'choice':
    case 'bool':
    case 'file':
      return true;
    case 'text':
      return port.suggest === 'model-pack';
    default:
      return false;
  }
}
