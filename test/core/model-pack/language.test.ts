import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GraphHeader, GraphPort } from '../../../src/core/model-pack/graph-header.ts';
import { findGraphProblems } from '../../../src/core/model-pack/graph-problems.ts';
import { cachePorts } from '../../../src/core/model-pack/language.ts';
import { textFiles } from '../../../src/core/model-pack/pack-files.ts';
import { readManifest } from '../../../src/core/model-pack/read-manifest.ts';

const tokenizer = { kind: 'json', path: 'words/tokenizer.json' };
const companions = {
  expander: {
    file: 'expander',
    tokenizer,
    inputs: { ids: 'ids', mask: 'mask' },
    output: 'logits',
    cache: [{ input: 'past.{layer}', output: 'present.{layer}', layers: 2, dims: [1, 4, 0, 32] }],
    end: [4],
    maxTokens: 64,
  },
  captioner: {
    encoder: { file: 'eyes', latent: 'latent', positions: 'positions', feeds: { seen: 'states' } },
    decoder: { file: 'mouth', tokenizer, inputs: { ids: 'ids' }, output: 'logits', end: [4], maxTokens: 64 },
  },
  upscaler: { file: 'upscaler', input: 'video', output: 'large', factor: 2 },
};

const manifestWith = (parts: object) => {
  const json = JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8'));
  const files = Object.fromEntries(
    ['expander', 'eyes', 'mouth', 'upscaler'].map((key) => [key, { path: `${key}.onnx` }]),
  );
  // The shipped pack may bring companions of its own.
  const { expander: _, captioner: _c, upscaler: _u, ...bare } = json;
  return readManifest({ ...bare, files: { ...json.files, ...files }, ...parts });
};

const port = (name: string, type: string, ...dims: (number | string)[]): GraphPort => ({ name, type, dims });
const graph = (inputs: readonly GraphPort[], outputs: readonly GraphPort[]): GraphHeader => ({
  inputs,
  outputs,
  external: [],
});

function problems(graphs: Readonly<Record<string, GraphHeader>>) {
  const reading = manifestWith(companions);
  if (!reading.ok) throw new Error(reading.problems.join());
  return findGraphProblems(reading.manifest, new Map(Object.entries(graphs)));
}

const expander = graph(
  [
    port('ids', 'int64', 'b', 'n'),
    port('mask', 'int64', 'b', 'm'),
    port('past.0', 'float32', 'b', 4, 'k', 32),
    port('past.1', 'float32', 'b', 4, 'k', 32),
  ],
  [
    port('logits', 'float32', 'b', 'n', 100),
    port('present.0', 'float32', 'b', 4, 'k', 32),
    port('present.1', 'float32', 'b', 4, 'k', 32),
  ],
);
const eyes = graph(
  [port('latent', 'float32', 'b', 'n', 192), port('positions', 'float32', 'b', 'n', 3)],
  [port('seen', 'float32', 'b', 'n', 64)],
);
const mouth = graph(
  [port('ids', 'int64', 'b', 'n'), port('states', 'float32', 'b', 'k', 64)],
  [port('logits', 'float32', 'b', 'n', 100)],
);
const upscaler = graph(
  [port('video', 'float32', 'b', 3, 'f', 'h', 'w')],
  [port('large', 'float32', 'b', 3, 'f', 'H', 'W')],
);

test('expander, captioner and upscaler that are as the manifest says have no problems', () => {
  const channels = JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8')).latent.channels;
  const [latent, positions] = eyes.inputs as [GraphPort, GraphPort];
  const fitting = { ...eyes, inputs: [{ ...latent, dims: ['b', 'n', channels * 4] }, positions] };
  expect(problems({ expander, eyes: fitting, mouth, upscaler })).toEqual([]);
});

test('where their graphs differ from the manifest, each difference is told with its place', () => {
  expect(
    problems({
      expander: graph([port('ids', 'float32', 'b', 'n'), port('past.0', 'float32', 'b', 6, 'k', 32)], expander.outputs),
      mouth: graph([...mouth.inputs, port('cross_mask', 'int64', 'b', 'k')], []),
      upscaler: graph([port('video', 'float32', 'b', 3, 'h', 'w')], upscaler.outputs),
    }),
  ).toEqual([
    'expander.inputs.ids: “ids” of expander.onnx is float32, not int64, int32, bool',
    'expander.inputs.mask: expander.onnx has no input “mask”, only ids, past.0',
    'expander.cache.past.0: “past.0” of expander.onnx is [b, 6, k, 32], the manifest says [batch, values 4, tokens, values 32]',
    'expander.cache.past.1: expander.onnx has no input “past.1”, only ids, past.0',
    'captioner.decoder.output: mouth.onnx has no output “logits”, only ',
    'upscaler.input: “video” of upscaler.onnx is [b, 3, h, w], the manifest says [batch, colours 3, frames, height, width]',
    'captioner.decoder: mouth.onnx also takes “cross_mask”, which nothing feeds',
  ]);
});

test('contradictions are problems of the manifest', () => {
  const reading = manifestWith({
    expander: { ...companions.expander, file: 'writer', cache: [{ input: 'a', output: 'b', dims: [1, 4, 32] }] },
  });
  expect(reading).toEqual({
    ok: false,
    problems: ['expander.cache.0.dims: must have one axis of size 0, which grows'],
  });
  expect(
    manifestWith({
      expander: { ...companions.expander, file: 'writer' },
      captioner: { ...companions.captioner, encoder: { ...companions.captioner.encoder, feeds: { seen: 'ids' } } },
    }),
  ).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^expander\.file: “writer” is not among its files/),
      'captioner.encoder.feeds: “ids” takes tokens already',
    ],
  });
});

test('caches of many layers have a name each; tokenizers count among the files of the pack, once', () => {
  const reading = manifestWith(companions);
  if (!reading.ok) throw new Error(reading.problems.join());
  expect(cachePorts(companions.expander)).toEqual([
    { input: 'past.0', output: 'present.0', dims: [1, 4, 0, 32] },
    { input: 'past.1', output: 'present.1', dims: [1, 4, 0, 32] },
  ]);
  expect(textFiles(reading.manifest).filter((file) => file === tokenizer.path)).toEqual([tokenizer.path]);
});
