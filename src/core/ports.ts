import type { SocketType, SocketValues } from './values.ts';

interface Labelled {
  /** What the port is called; without it, the words of its name. */
  readonly label?: string;
}

/** A socket that carries a value from node to node. */
export interface WirePort<T extends SocketType = SocketType, Optional extends boolean = boolean> extends Labelled {
  readonly kind: 'wire';
  readonly type: T;
  readonly help: string;
  readonly optional: Optional;
  /** An output that gives several values, one after the other; an input that takes all of them at once. */
  readonly list?: true;
  /** An input that is only looked at, and what feeds it only run, when another one of its node has this value. */
  readonly when?: { readonly input: string; readonly is: string | number | boolean };
}

/** Several values of one type: whoever reads them one by one runs once for each. */
export interface ListPort<T extends SocketType = SocketType, Optional extends boolean = boolean>
  extends WirePort<T, Optional> {
  readonly list: true;
}

/** A wire input or an output. `help` says what comes through it, with shape and range where that helps. */
export function wire<T extends SocketType>(type: T, help: string): WirePort<T, false>;
export function wire<T extends SocketType>(type: T, help: string, options: { optional: true }): WirePort<T, true>;
export function wire<T extends SocketType>(type: T, help: string, options?: { optional: true }): WirePort<T> {
  return { kind: 'wire', type, help, optional: options?.optional ?? false };
}

/** An output that makes a list, or an input that takes a whole one; a single value is a list of one, and nothing wired is an empty one. */
export function list<T extends SocketType>(type: T, help: string): ListPort<T, false>;
export function list<T extends SocketType>(type: T, help: string, options: { optional: true }): ListPort<T, true>;
export function list<T extends SocketType>(type: T, help: string, options?: { optional: true }): ListPort<T> {
  return { kind: 'wire', type, help, optional: options?.optional ?? false, list: true };
}

/** An input that counts, and makes its sources run, only when another input of the node has a certain value. May be left unwired. */
export function lazy<T extends SocketType>(
  type: T,
  help: string,
  when: { readonly input: string; readonly is: string | number | boolean },
): WirePort<T, true> {
  return { kind: 'wire', type, help, optional: true, when };
}

interface NumberOptions extends Labelled {
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
  /** Values are `min` (or 0) plus a multiple of this. */
  readonly step?: number;
  readonly unit?: string;
  /** The value that leaves it to the model pack; it is shown in words. */
  readonly packsOwn?: number;
  readonly help: string;
}

export interface IntPort extends NumberOptions {
  readonly kind: 'int';
  /** Inside a loop it has the number of the round, from 1 on. */
  readonly countsRounds?: true;
  /** It has to be known before the run, so that no wire can bring it. */
  readonly settled?: true;
}
export interface FloatPort extends NumberOptions {
  readonly kind: 'float';
}
export interface SeedPort extends Labelled {
  readonly kind: 'seed';
  readonly default: number;
  readonly help: string;
}
export interface TextPort extends Labelled {
  readonly kind: 'text';
  readonly default: string;
  readonly multiline: boolean;
  /** What the editor offers to choose from. */
  readonly suggest?: 'model-pack';
  readonly help: string;
}
export interface BoolPort extends Labelled {
  readonly kind: 'bool';
  readonly default: boolean;
  readonly help: string;
}
export interface ChoicePort<Option extends string = string> extends Labelled {
  readonly kind: 'choice';
  readonly default: Option;
  readonly options: readonly Option[];
  /** What the options are called; without it, what they are. */
  readonly optionLabels?: Readonly<Record<string, string>>;
  readonly help: string;
}

export interface FilePort extends Labelled {
  readonly kind: 'file';
  /** A path on this machine; empty until one is chosen. */
  readonly default: string;
  /** What it may be: the first half of a media type, or a LoRA. */
  readonly accept: readonly ('image' | 'video' | 'lora')[];
  readonly help: string;
}
export interface ColorPort extends Labelled {
  readonly kind: 'color';
  /** `#rrggbb` */
  readonly default: string;
  readonly help: string;
}

/** A whole number. */
export const int = (options: Omit<IntPort, 'kind'>): IntPort => ({ kind: 'int', ...options });
/** A real number. */
export const float = (options: NumberOptions): FloatPort => ({ kind: 'float', ...options });
/** The start of a random sequence: a whole number from 0 to 2⁵³ − 1. */
export const seed = (options: { default?: number; help?: string } = {}): SeedPort => ({
  kind: 'seed',
  default: options.default ?? 0,
  help: options.help ?? 'Start of the random sequence; the same seed gives the same result.',
});
export const text = (options: Partial<Omit<TextPort, 'kind'>> & { help: string }): TextPort => ({
  kind: 'text',
  default: options.default ?? '',
  multiline: options.multiline ?? false,
  ...(options.suggest ? { suggest: options.suggest } : {}),
  help: options.help,
});
export const bool = (options: { default: boolean; help: string }): BoolPort => ({ kind: 'bool', ...options });
export const choice = <const Option extends string>(
  options: readonly Option[],
  more: { default: NoInfer<Option>; help: string },
): ChoicePort<Option> => ({ kind: 'choice', options, ...more });

/** A file of this machine, as its path. */
export const file = (options: { accept: FilePort['accept']; help: string }): FilePort => ({
  kind: 'file',
  default: '',
  ...options,
});
/** A colour as `#rrggbb`. */
export const color = (options: { default: string; help: string }): ColorPort => ({ kind: 'color', ...options });

/** An input with a value of its own, shown as a control; a wire may take its place. */
export type Widget = IntPort | FloatPort | SeedPort | TextPort | BoolPort | ChoicePort | FilePort | ColorPort;
export type InputPort = WirePort | Widget;
export type OutputPort = WirePort<SocketType, false>;
export type InputPorts = Readonly<Record<string, InputPort>>;
export type OutputPorts = Readonly<Record<string, OutputPort>>;

type PortValue<P extends InputPort> =
  P extends ListPort<infer T>
    ? readonly SocketValues[T][]
    : P extends WirePort<infer T, infer Optional>
      ? Optional extends true
        ? SocketValues[T] | undefined
        : SocketValues[T]
      : P extends ChoicePort<infer Option>
        ? Option
        : P extends { default: infer Value }
          ? Widen<Value>
          : never;
type Widen<Value> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : Value extends string
      ? string
      : Value;

/** What `run` is given. */
export type InputValues<I extends InputPorts> = { readonly [Name in keyof I]: PortValue<I[Name]> };
/** What `fingerprint` and `curve` are given: the inputs that are widgets; to `fingerprint` with the values that arrive by wire. */
export type WidgetValues<I extends InputPorts> = {
  readonly [Name in keyof I as I[Name] extends WirePort ? never : Name]: PortValue<I[Name]>;
};
/** What `run` must return. */
export type OutputValues<O extends OutputPorts> = {
  readonly [Name in keyof O]: O[Name] extends ListPort<infer T>
    ? readonly SocketValues[T][]
    : SocketValues[O[Name]['type']];
};

/** The type of value that fits an input. */
export function socketTypeOf(port: InputPort): SocketType {
  switch (port.kind) {
    case 'wire':
      return port.type;
    case 'int':
    case 'float':
    case 'seed':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'text':
    case 'choice':
    case 'file':
    case 'color':
      return 'text';
  }
}
