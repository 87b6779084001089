import type { NodeDefinition } from '../core/define-node.ts';
import { isAbort, toFailure, UserError } from '../core/errors.ts';
import { type InputPort, socketTypeOf } from '../core/ports.ts';
import { convertValue } from '../core/sockets.ts';
import type { SocketType } from '../core/values.ts';
import { checkWidgetValue } from '../core/widget-values.ts';
import { Breather } from './breather.ts';
import {
  type ExecutionStep,
  type Executor,
  NodeError,
  type RunInfo,
  type StepCall,
  type StepOutputs,
  stopped,
  withPrevious,
} from './executor.ts';
import { createFingerprintContext, createNodeContext, type NodeServices } from './node-context.ts';
import { OwnDefinitions } from './own-nodes/own-definitions.ts';
import { isStorable, readResult, writeResult } from './stored-result.ts';
import { describeValue } from './summaries.ts';
import { type GivenValues, ValueStore } from './value-store.ts';

/** Runs nodes in this process: for the command line, for tests, and inside the executor process. */
export function createInProcessExecutor(
  catalogue: ReadonlyMap<string, NodeDefinition>,
  services: NodeServices,
  idPrefix = 'v',
): Executor {
  const values = new ValueStore(idPrefix);
  const own = new OwnDefinitions(catalogue);
  const breather = new Breather();

  const definitionOf = (type: string): NodeDefinition => {
    const definition = catalogue.get(type) ?? own.get(type);
    if (!definition) throw new Error(`The executor has no node ${type}`);
    return definition;
  };

  const execute = async (info: RunInfo, { step, hooks }: StepCall, isFirst: boolean): Promise<StepOutputs> => {
    const definition = definitionOf(step.type);
    // Looked up at once: from now on whoever has heard of them may let go of them.
    const given = values.pick(idsIn(step));
    try {
      const inputs = checkedInputs(definition, step, given);
      // It may keep the thread to itself: what the one before has made is told first, and a word to stop comes through in time.
      if (!isFirst) await (breather.isDue() ? breather.breathe() : undefined);
      hooks.signal.throwIfAborted();
      const outputs = await definition.run(inputs as never, createNodeContext(services, info, hooks));
      hooks.signal.throwIfAborted();
      return values.addAll(definition.outputs, outputs, typeOfAny(step, given));
    } catch (error) {
      throw hooks.signal.aborted || isAbort(error)
        ? stopped()
        : new NodeError(toFailure(error), describeInputs(definition, step, given));
    }
  };

  const executeInTurn = (info: RunInfo, calls: readonly StepCall[]): Promise<StepOutputs>[] => {
    let before: Promise<StepOutputs> | undefined;
    return calls.map(({ step, hooks }) => {
      before = before
        ? before.then(
            (made) => execute(info, { step: withPrevious(step, made), hooks }, false),
            () => Promise.reject(stopped()),
          )
        : execute(info, { step, hooks }, true);
      return before;
    });
  };

  return {
    longestLine: 1,
    generation: 1,
    get modelMilliseconds() {
      return services.sessions.modelMilliseconds;
    },
    openRun: (info) => ({
      execute: (calls) => executeInTurn(info, calls),
      async fingerprint(step, signal) {
        signal.throwIfAborted();
        const definition = definitionOf(step.type);
        const widgets = Object.entries(definition.inputs).filter(([, port]) => port.kind !== 'wire');
        const inputs = checkedInputs({ inputs: Object.fromEntries(widgets) }, step, values.pick(idsIn(step)));
        return (await definition.fingerprint?.(inputs as never, createFingerprintContext(services, info))) ?? '';
      },
      close() {},
    }),
    release: (ids) => values.release(ids),
    checkDevice: (device) => services.sessions.checkDevice(device),
    setDevices: (devices, note) => services.sessions.setDevices(devices, note),
    setModelBytes: (bytes) => services.sessions.setModelBytes(bytes),
    usage: async () => ({ device: services.sessions.device, memoryBytes: process.memoryUsage.rss() }),
    async save(ids, file, picture) {
      const outputs = Object.fromEntries(
        Object.entries(ids).flatMap(([name, id]) => {
          const stored = values.get(id);
          return stored ? [[name, stored]] : [];
        }),
      );
      const result = { outputs, ...(picture ? { picture } : {}) };
      const isWhole = Object.keys(outputs).length === Object.keys(ids).length;
      return isWhole && isStorable(result) ? writeResult(file, result) : 0;
    },
    async load(type, file, signal) {
      signal.throwIfAborted();
      const ports = definitionOf(type).outputs;
      const stored = await readResult(file);
      const fits = Object.entries(ports).every(([name, port]) => stored?.outputs[name]?.type === port.type);
      if (!stored || !fits) return undefined;
      const { outputs, ...rest } = stored;
      const made = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
      return { outputs: values.addAll(ports, made, neverAny), ...rest };
    },
    loadOwnNodes: (source) => own.load(source),
    interrupt() {},
    countValues: async () => values.count,
    async close() {
      values.clear();
      await services.close();
    },
  };
}

/** What may be of any type is not saved. */
function neverAny(): never {
  throw new Error('A saved value has no type');
}

function idsIn(step: ExecutionStep): string[] {
  return Object.values(step.inputs).flatMap((input) =>
    input.kind === 'reference' ? [input.id] : input.kind === 'list' ? input.items.map(({ id }) => id) : [],
  );
}

/** The values of all inputs, converted and checked. */
function checkedInputs(
  { inputs: ports }: Pick<NodeDefinition, 'inputs'>,
  step: ExecutionStep,
  given: GivenValues,
): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  for (const [name, port] of Object.entries(ports)) {
    const value = inputValue(step, name, port, given);
    inputs[name] = value;
    if (port.kind === 'wire') continue;
    const verdict = checkWidgetValue(port, value);
    if (!verdict.ok)
      throw new UserError(`“${name}” cannot be used: ${verdict.reason}`, {
        hint: 'Change the value, or what is wired to it.',
      });
  }
  return inputs;
}

/** What a node was given, one line per input. */
function describeInputs(definition: NodeDefinition, step: ExecutionStep, given: GivenValues): Record<string, string> {
  const describe = (type: SocketType, value: unknown) => (value === undefined ? 'nothing' : describeValue(type, value));
  return Object.fromEntries(
    Object.entries(definition.inputs).map(([name, port]) => {
      const input = step.inputs[name];
      if (input?.kind === 'list') return [name, input.items.map(({ text }) => text).join(', ') || 'nothing'];
      const stored = input?.kind === 'reference' ? given.get(input.id)?.type : undefined;
      const declared = socketTypeOf(port);
      const value = inputValue(step, name, port, given);
      return [name, describe(declared === 'any' ? (stored ?? 'text') : declared, value)];
    }),
  );
}

function inputValue(step: ExecutionStep, name: string, port: InputPort, given: GivenValues): unknown {
  const input = step.inputs[name];
  const isList = port.kind === 'wire' && port.list;
  const arrived = ({ id }: { readonly id: string }) => {
    const stored = given.get(id);
    if (!stored) throw new Error(`Value ${id} for ${step.node}.${name} is gone`);
    return convertValue(stored.value, stored.type, socketTypeOf(port));
  };
  if (!input || input.kind === 'empty') return isList ? [] : undefined;
  switch (input.kind) {
    case 'value':
      return input.value;
    case 'reference':
      return isList ? [arrived(input)] : arrived(input);
    case 'list':
      return input.items.map(arrived);
    case 'previous':
      throw new Error(`${step.node}.${name} is to come from a step before, and there is none`);
  }
}

/** Nodes that take any type hand on what they were given: the type that it came with. */
function typeOfAny(step: ExecutionStep, given: GivenValues): (value: unknown) => SocketType {
  return (value) => {
    for (const stored of given.values()) if (Object.is(stored.value, value)) return stored.type;
    throw new Error(`${step.node} made a value of any type that it was not given`);
  };
}
