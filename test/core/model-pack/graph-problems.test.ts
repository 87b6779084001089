import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GraphHeader, GraphPort } from '../../../src/core/model-pack/graph-header.ts';
import { findGraphProblems } from '../../../src/core/model-pack/graph-problems.ts';
import { readManifest } from '../../../src/core/model-pack/read-manifest.ts';

const port = (name: string, type: string, ...dims: (number | string)[]): GraphPort => ({ name, type, dims });

/** The graphs of the built-in pack, as its exporter writes them. */
const SPRITES: Readonly<Record<string, Omit<GraphHeader, 'external'>>> = {
  text_encoder: {
    inputs: [port('input_ids', 'int64', 'batch', 'tokens'), port('attention_mask', 'int64', 'batch', 'tokens')],
    outputs: [port('context', 'float32', 'batch', 'tokens', 192)],
  },
  denoiser: {
    inputs: [
      port('tokens', 'float32', 'batch', 'n', 192),
      port('positions', 'float32', 'batch', 'n', 3),
      port('timestep', 'float32', 'batch', 'n'),
      port('context', 'float32', 'batch', 'm', 192),
      port('context_mask', 'int64', 'batch', 'm'),
    ],
    outputs: [port('velocity', 'float32', 'batch', 'n', 192)],
  },
  vae_encoder: {
    inputs: [port('video', 'float32', 'b', 3, 'f', 'h', 'w')],
    outputs: [port('latent', 'float32', 'b', 48, 'f', 'h', 'w')],
  },
  vae_decoder: {
    inputs: [port('latent', 'float32', 'b', 48, 'f', 'h', 'w')],
    outputs: [port('video', 'float32', 'b', 3, 'f', 'h', 'w')],
  },
};

function problems(change: (graphs: Record<string, { inputs: GraphPort[]; outputs: GraphPort[] }>) => void = () => {}) {
  const reading = readManifest(JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8')));
  if (!reading.ok) throw new Error(reading.problems.join());
  const graphs = structuredClone(SPRITES) as Record<string, { inputs: GraphPort[]; outputs: GraphPort[] }>;
  change(graphs);
  const headers = Object.entries(graphs).map(([key, graph]): [string, GraphHeader] => [
    key,
    { ...graph, external: [] },
  ]);
  return findGraphProblems(reading.manifest, new Map(headers));
}

test('a manifest that is true has no problems', () => {
  expect(problems()).toEqual([]);
});

test('names, types, ranks, fixed sizes and unfed inputs: all problems of all graphs at once', () => {
  expect(
    problems(({ text_encoder, denoiser, vae_decoder }) => {
      text_encoder?.inputs.push(port('token_type_ids', 'int64', 'batch', 'tokens'));
      text_encoder?.outputs.splice(0, 1, port('context', 'float32', 'batch', 'tokens', 64));
      denoiser?.inputs.splice(0, 3, port('sample', 'float32', 1, 'n', 192), port('positions', 'float32', 1, 'n', 2));
      denoiser?.inputs.push(port('timestep', 'bfloat16', 'batch', 'n'));
      vae_decoder?.inputs.splice(0, 1, port('latent', 'int64', 'b', 16, 'h', 'w'));
      vae_decoder?.outputs.splice(0, 1, port('video', 'float32', 'b', 'c', 17, 64, 64));
    }),
  ).toEqual([
    'denoiser.inputs.0: denoiser.onnx has no input “tokens”, only sample, positions, context, context_mask, timestep',
    'denoiser.inputs.1: “positions” of denoiser.onnx is [1, n, 2], the manifest says [batch, tokens, (t, y, x) 3]',
    'denoiser.inputs.1: “positions” of denoiser.onnx takes a batch of 1 only: guidance needs two, or “batch”: “one”',
    'denoiser.inputs.2: “timestep” of denoiser.onnx is bfloat16, which cannot be fed: export it with float32 or float16 in- and outputs',
    'vae.decoder.input: “latent” of vae_decoder.onnx is int64, not float32, float16, float64',
    'vae.decoder.input: “latent” of vae_decoder.onnx is [b, 16, h, w], the manifest says [batch, channels 48, frames, height, width]',
    'text.encoders.text: text_encoder.onnx also takes “token_type_ids”, which nothing feeds',
    'denoiser: denoiser.onnx also takes “sample”, which nothing feeds',
    'denoiser.inputs.3: “context” is 192 wide, text.context gives 64',
  ]);
});

test('a size that the export froze is named where the manifest promises any', () => {
  expect(
    problems(({ vae_decoder }) => vae_decoder?.inputs.splice(0, 1, port('latent', 'float32', 1, 48, 5, 8, 12))),
  ).toEqual([
    'vae.decoder.input: “latent” of vae_decoder.onnx takes 12×8 only: set capabilities.variableSize to false',
  ]);
});

test('a graph without shapes is taken at its word', () => {
  expect(problems(({ denoiser }) => denoiser?.outputs.splice(0, 1, { name: 'velocity', type: 'float32' }))).toEqual([]);
});
