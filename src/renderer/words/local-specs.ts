import type { NodeSpec, NodeSpecs } from '../../core/define-node.ts';
import type { InputPort, OutputPort } from '../../core/ports.ts';
import type { SocketType } from '../../core/values.ts';
import type { Language } from './languages.ts';
import { nodesZhCN } from './nodes.zh-CN.ts';
import { termsZhCN } from './terms.zh-CN.ts';

/** What a port is called, what it is for, and what the options of a choice are called. */
export type PortWords = readonly [label: string, help: string, options?: Readonly<Record<string, string>>];

/** A node in another language. */
export interface NodeWords {
  readonly title: string;
  readonly summary: string;
  readonly inputs: Readonly<Record<string, PortWords>>;
  readonly outputs: Readonly<Record<string, PortWords>>;
}

/** Words that many nodes share; what is not in here is shown as it is. */
export interface Terms {
  readonly units: Readonly<Record<string, string>>;
  readonly folders: Readonly<Record<string, string>>;
  readonly sockets: Readonly<Record<SocketType, string>>;
  /** What messages name besides ports. */
  readonly sides: Readonly<Record<string, string>>;
}

/** English is what the nodes themselves say. */
const NODE_WORDS: Readonly<Record<Language, Readonly<Record<string, NodeWords>> | undefined>> = {
  en: undefined,
  'zh-CN': nodesZhCN,
};
/** Absent where English is good enough. */
export const TERMS: Readonly<Record<Language, Terms | undefined>> = { en: undefined, 'zh-CN': termsZhCN };

/** The specs with titles, summaries, labels, help, options and units in a language; every port has a label. */
export function localSpecs(specs: NodeSpecs, language: Language): NodeSpecs {
  return new Map([...specs].map(([id, spec]) => [id, localSpec(spec, language)]));
}

function localSpec(spec: NodeSpec, language: Language): NodeSpec {
  const words = NODE_WORDS[language]?.[spec.id];
  return {
    ...spec,
    title: words?.title ?? spec.title,
    summary: words?.summary ?? spec.summary,
    inputs: mapPorts(spec.inputs, (name, port) => localInput(name, port, words?.inputs[name], language)),
    outputs: mapPorts(spec.outputs, (name, port) => localPort(name, port, words?.outputs[name])),
  };
}

function localInput(name: string, port: InputPort, words: PortWords | undefined, language: Language): InputPort {
  const local = localPort(name, port, words);
  if (local.kind === 'choice' && words?.[2]) return { ...local, optionLabels: words[2] };
  if ((local.kind === 'int' || local.kind === 'float') && local.unit !== undefined)
    return { ...local, unit: localUnit(local.unit, language) };
  return local;
}

function localPort<P extends InputPort | OutputPort>(name: string, port: P, words: PortWords | undefined): P {
  return { ...port, label: words?.[0] ?? port.label ?? portLabel(name), help: words?.[1] ?? port.help };
}

/** `guidanceScale` → “guidance scale” */
export function portLabel(name: string): string {
  return name.replace(
    /(\p{Ll}|\d)(\p{Lu})/gu,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

export function localUnit(unit: string, language: Language): string {
  return TERMS[language]?.units[unit] ?? unit;
}

export function localFolder(folder: string, language: Language): string {
  return TERMS[language]?.folders[folder] ?? folder;
}

export function localSocket(type: SocketType, language: Language): string {
  return TERMS[language]?.sockets[type] ?? type;
}

function mapPorts<P, R>(ports: Readonly<Record<string, P>>, change: (name: string, port: P) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, change(name, port)]));
}
