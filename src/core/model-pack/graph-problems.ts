import type { ModelPackManifest } from '../model-pack.ts';
import { type Axis, type ExpectedPort, expectedPorts } from './expected-ports.ts';
import type { GraphHeader, GraphPort } from './graph-header.ts';
import { fileReferences } from './manifest-problems.ts';

const REAL = ['float32', 'float16', 'float64'];
const INTEGER = ['int64', 'int32', 'bool'];

/**
 * All in which a manifest differs from what its ONNX files say of themselves, as `place: what is wrong`. `graphs` has one
 * header for each key of `files` that could be read.
 */
export function findGraphProblems(manifest: ModelPackManifest, graphs: ReadonlyMap<string, GraphHeader>): string[] {
  const expected = expectedPorts(manifest).filter(({ file }) => graphs.has(file));
  return [
    ...expected.flatMap((port) => portProblems(port, manifest, graphs.get(port.file) as GraphHeader)),
    ...unfedInputs(manifest, expected, graphs),
    ...widthProblems(manifest, graphs),
  ];
}

function portProblems(expected: ExpectedPort, manifest: ModelPackManifest, graph: GraphHeader): string[] {
  const { place, file, side, name } = expected;
  const path = manifest.files[file]?.path ?? file;
  const ports = side === 'input' ? graph.inputs : graph.outputs;
  const port = ports.find((candidate) => candidate.name === name);
  if (!port) return [`${place}: ${path} has no ${side} “${name}”, only ${ports.map((each) => each.name).join(', ')}`];
  const what = `${place}: “${name}” of ${path}`;
  return [
    ...typeProblems(expected, port).map((problem) => `${what} ${problem}`),
    ...shapeProblems(expected, port).map((problem) => `${what} ${problem}`),
    ...batchProblems(expected, port, manifest).map((problem) => `${what} ${problem}`),
  ];
}

function typeProblems({ type }: ExpectedPort, port: GraphPort): string[] {
  if (port.type === 'bfloat16')
    return ['is bfloat16, which cannot be fed: export it with float32 or float16 in- and outputs'];
  const allowed = { real: REAL, integer: INTEGER, number: [...REAL, ...INTEGER] }[type];
  return allowed.includes(port.type) ? [] : [`is ${port.type}, not ${allowed.join(', ')}`];
}

function shapeProblems({ axes }: ExpectedPort, { dims }: GraphPort): string[] {
  if (axes === undefined || dims === undefined) return [];
  const fits =
    axes.length === dims.length &&
    axes.every(({ size }, axis) => size === undefined || typeof dims[axis] !== 'number' || dims[axis] === size);
  return fits
    ? []
    : [
        `is [${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}], the manifest says [${axes.map(axisText).join(', ')}]`,
      ];
}

/** Sizes that a traced export has frozen, where the manifest promises that they vary. */
function batchProblems(
  { axes, file, side, type }: ExpectedPort,
  { dims }: GraphPort,
  manifest: ModelPackManifest,
): string[] {
  if (axes === undefined || dims === undefined || axes.length !== dims.length) return [];
  const fixed = (label: string) => {
    const axis = axes.findIndex((candidate) => candidate.label === label && candidate.size === undefined);
    return typeof dims[axis] === 'number' ? dims[axis] : undefined;
  };
  const problems: string[] = [];
  const rows = fixed('batch');
  const wantsTwo = file === manifest.denoiser.file && manifest.denoiser.batch === 'any' && isGuided(manifest);
  if (rows !== undefined && wantsTwo && axes.length > 1)
    problems.push(`takes a batch of ${rows} only: guidance needs two, or “batch”: “one”`);
  const size = ['height', 'width'].map(fixed);
  if (
    side === 'input' &&
    type === 'real' &&
    manifest.capabilities.variableSize &&
    size.some((side) => side !== undefined)
  )
    problems.push(`takes ${size[1] ?? 'any'}×${size[0] ?? 'any'} only: set capabilities.variableSize to false`);
  return problems;
}

function isGuided({ guidance }: ModelPackManifest): boolean {
  return guidance.mode === 'cfg' || guidance.mode === 'perFrame';
}

/** A graph cannot run without all of its inputs. */
function unfedInputs(
  manifest: ModelPackManifest,
  expected: readonly ExpectedPort[],
  graphs: ReadonlyMap<string, GraphHeader>,
): string[] {
  const fed = new Set(expected.filter(({ side }) => side === 'input').map(({ file, name }) => `${file}\n${name}`));
  const places = new Map(fileReferences(manifest).map(({ file, place }) => [file, place.replace(/\.file$/, '')]));
  return [...graphs].flatMap(([file, graph]) => {
    const place = places.get(file);
    if (place === undefined) return [];
    return graph.inputs
      .filter(({ name }) => !fed.has(`${file}\n${name}`))
      .map(({ name }) => `${place}: ${manifest.files[file]?.path} also takes “${name}”, which nothing feeds`);
  });
}

/** What the text encoders give together must be as wide as what the denoiser takes. */
function widthProblems({ text, denoiser }: ModelPackManifest, graphs: ReadonlyMap<string, GraphHeader>): string[] {
  if (!text) return [];
  const widthOf = (encoder: string, output: 'context' | 'pooled') => {
    const declared = text.encoders[encoder];
    return lastDim(graphs.get(declared?.file ?? '')?.outputs, declared?.outputs[output]);
  };
  const given = {
    context: Math.max(...text.context.map((row) => sum(row.map((name) => widthOf(name, 'context'))))),
    pooled: sum((text.pooled ?? []).map((name) => widthOf(name, 'pooled'))),
  };
  return denoiser.inputs.flatMap((input, index) => {
    if (input.role !== 'context' && input.role !== 'pooled') return [];
    const wanted = lastDim(graphs.get(denoiser.file)?.inputs, input.name);
    const width = given[input.role];
    return Number.isNaN(wanted + width) || wanted === width
      ? []
      : [`denoiser.inputs.${index}: “${input.name}” is ${wanted} wide, text.${input.role} gives ${width}`];
  });
}

/** The size of a port's last axis, `NaN` where that is not fixed. */
function lastDim(ports: readonly GraphPort[] | undefined, name: string | undefined): number {
  const size = ports?.find((port) => port.name === name)?.dims?.at(-1);
  return typeof size === 'number' ? size : Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function axisText({ label, size }: Axis): string {
  return size === undefined ? label : `${label} ${size}`;
}
