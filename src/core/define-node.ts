import type { FingerprintContext, NodeContext } from './node-context.ts';
import type { InputPorts, InputValues, OutputPorts, OutputValues, WidgetValues } from './ports.ts';

/** Where a node runs: `model` for what uses `ctx.models.use`, one at a time per device; `cpu` for the rest, several at a time. */
export type Lane = 'model' | 'cpu';

/** A node as its author writes it: data above one function. */
export interface NodeDefinition<I extends InputPorts = InputPorts, O extends OutputPorts = OutputPorts> {
  /** `folder/name`, the file's place under `nodes/`; for ever. */
  readonly id: string;
  /** Rises by one when a port is renamed, removed or changes its meaning. */
  readonly version: number;
  readonly title: string;
  /** One sentence for the palette. */
  readonly summary: string;
  readonly inputs: I;
  readonly outputs: O;
  /** Whether running it is an end in itself (it saves or shows something). Only what such nodes need is run. */
  readonly terminal?: boolean;
  /** `cpu` when it is left out. */
  readonly lane?: Lane;
  /** Its results are worth a file that the next start finds: much work in few bytes. Others get one when they took long. */
  readonly keepOnDisk?: true;
  /** `false`: the same inputs may give another result, so it is run every time, and with it all that reads it. */
  readonly cacheable?: false;
  /** What else a result depends on, files mostly: a text that changes when the result would. Gets the widgets' values. */
  fingerprint?(widgets: WidgetValues<I>, ctx: FingerprintContext): Promise<string> | string;
  /** Numbers to be plotted in the editor for the values of its widgets, such as the noise levels of a schedule. */
  curve?(widgets: WidgetValues<I>): readonly number[];
  run(inputs: InputValues<I>, ctx: NodeContext): Promise<OutputValues<O>> | OutputValues<O>;
}

/** A node without its function: plain JSON, for the editor and for `patchloom nodes`. */
export type NodeSpec = Omit<NodeDefinition, 'run' | 'terminal' | 'fingerprint' | 'curve'> & {
  readonly terminal: boolean;
  /** Whether its function `fingerprint` has to be asked. */
  readonly hasFingerprint?: true;
  /** Whether it has numbers to be plotted. */
  readonly hasCurve?: true;
  /** Of a person's own nodes: the file, and what changes with their code. */
  readonly own?: { readonly file: string; readonly revision: string };
};

/** The node specs by id. */
export type NodeSpecs = ReadonlyMap<string, NodeSpec>;

/** Declares a node; what `run` gets and must return is inferred from the ports. */
export function defineNode<const I extends InputPorts, const O extends OutputPorts>(
  definition: NodeDefinition<I, O>,
): NodeDefinition<I, O> {
  return definition;
}

export function toNodeSpec(definition: NodeDefinition): NodeSpec {
  const { run, fingerprint, curve, terminal = false, ...data } = definition;
  return {
    ...data,
    terminal,
    ...(fingerprint ? { hasFingerprint: true } : {}),
    ...(curve ? { hasCurve: true } : {}),
  };
}
