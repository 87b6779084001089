import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modelPackJsonSchema } from '../../../src/core/model-pack/json-schema.ts';
import { readManifest } from '../../../src/core/model-pack/read-manifest.ts';
import type { ModelPackManifest } from '../../../src/core/model-pack.ts';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const sprites = () => structuredClone(read('models/sprites/modelpack.json'));

function manifestOf(json: unknown): ModelPackManifest {
  const reading = readManifest(json);
  if (!reading.ok) throw new Error(reading.problems.join('; '));
  return reading.manifest;
}

function problemsOf(json: unknown): readonly string[] {
  const reading = readManifest(json);
  return reading.ok ? [] : reading.problems;
}

describe('a manifest of format 1', () => {
  test('says the same as its successor, save what format 1 could not say', () => {
    const { $schema, capabilities, text, ...now } = manifestOf(read('test/fixtures/old-packs/2/sprites.json'));
    const { capabilities: _, text: oldText, ...old } = manifestOf(read('test/fixtures/old-packs/1/sprites.json'));
    expect(old).toEqual(now);
    expect(oldText?.encoders.text).toEqual({ ...text?.encoders.text, weights: false });
  });

  test('is criticised in its own words', () => {
    const json = read('test/fixtures/old-packs/1/sprites.json');
    json.defaults.shift = 'much';
    json.latent.channels = -4;
    expect(problemsOf(json).map((problem) => problem.split(':')[0])).toEqual(['latent.channels', 'defaults.shift']);
  });
});

test('a manifest of a format to come is refused with its name', () => {
  expect(problemsOf({ format: 'modelpack/3' })).toEqual([
    'it is of format modelpack/3, made for a newer Patchloom; this one reads up to modelpack/2',
  ]);
});

test('a field that does not exist is a problem, not a default', () => {
  const json = sprites();
  json.latent.pixelMultipel = 16;
  expect(problemsOf(json)).toEqual(['latent: Unrecognized key: "pixelMultipel"']);
});

test('no path of a manifest leaves the folder', () => {
  for (const path of ['/etc/passwd', '../other/model.onnx', 'a/../../b', 'C:\\x', '\\\\server\\x', 'a\\..\\b']) {
    const json = sprites();
    json.files.denoiser.path = path;
    json.text.encoders.text.tokenizer.path = path;
    json.grammar = path;
    expect(problemsOf(json)).toEqual([
      'files.denoiser.path: must stay inside the pack',
      'text.encoders.text.tokenizer.path: must stay inside the pack',
      'grammar: must stay inside the pack',
    ]);
  }
});

test('all contradictions are listed at once', () => {
  const json = sprites();
  json.latent.normalisation = { by: 'runner', mean: [1, 2], std: [1] };
  json.latent.pixelMultiple = 12;
  json.text.context = [['text', 't5']];
  json.text.encoders.spare = { ...json.text.encoders.text, outputs: {} };
  json.denoiser.inputs.push({ name: 'tokens', role: 'pooled' });
  json.vae.decoder.file = 'decoder';
  json.guidance = { mode: 'embedded', scale: 6 };
  expect(problemsOf(json)).toEqual([
    `vae.decoder.file: “decoder” is not among its files (${Object.keys(json.files).join(', ')})`,
    'latent.normalisation.mean: has 2 values for 48 channels',
    'latent.normalisation.std: has 1 values for 48 channels',
    'latent.pixelMultiple: 12 is no multiple of a patch of 16 pixels',
    'text.context: there is no text encoder “t5” (text, spare)',
    'text.encoders.spare: neither text.context nor text.pooled uses it',
    'denoiser.inputs: the role “pooled” needs “text.pooled”',
    'denoiser.inputs.5: “tokens” is there twice',
    'guidance.mode: “embedded” needs a denoiser input with the role “guidance” or “guidance_embedding”',
  ]);
});

test('what is not done with an autoencoder is refused before anything runs', () => {
  const json = sprites();
  json.vae.decoder.extent = { kind: 'stream', states: [{ input: 'state', output: 'next' }], framesPerStep: 4 };
  json.vae.encoder.extent = { kind: 'stream', states: [{ input: 'state', output: 'next' }], framesPerStep: 4 };
  expect(problemsOf(json)).toEqual([
    'vae.decoder.extent.init: Invalid input: expected string, received undefined',
    'vae.encoder.extent.kind: an encoder takes its clip as a “whole”, by “frames” or in pieces (“chunk”)',
  ]);
  const tiled = sprites();
  tiled.vae.decoder.tiling = { size: 256, stride: 4 };
  tiled.vae.encoder.tiling = { size: 256, stride: 320 };
  expect(problemsOf(tiled)).toEqual([
    'vae.decoder.tiling.stride: must be 8 at least, a cell of the latent',
    'vae.encoder.tiling.stride: must be between half of “size” and all of it, 128 to 256',
  ]);
  const inPieces = sprites();
  inPieces.vae.encoder.extent = { kind: 'chunk', latentFrames: 2 };
  expect(problemsOf(inPieces)).toEqual([
    'vae.encoder.extent.overlap: must be 1 at least, as the first frame of a piece becomes a latent frame alone',
  ]);
});

test('docs/modelpack.schema.json is what scripts/make-pack-schema.mjs writes', () => {
  expect(read('docs/modelpack.schema.json')).toEqual(JSON.parse(modelPackJsonSchema()));
});
