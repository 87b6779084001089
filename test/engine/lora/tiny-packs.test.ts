import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS_NOTE, modelLayers } from '../../../src/engine/lora/model-layers.ts';
import { readModel } from '../../../src/engine/onnx-edit.ts';

/** Packs of every family that `training/export` knows. */
const PACKS = 'test/fixtures/packs';

test.each(readdirSync(PACKS))('%s: the exporter has noted which layer of the denoiser is where', (name) => {
  const { files, denoiser } = JSON.parse(readFileSync(path.join(PACKS, name, 'modelpack.json'), 'utf8'));
  const model = readModel(readFileSync(path.join(PACKS, name, files[denoiser.file].path)));
  expect(model.notes.has(LAYERS_NOTE)).toBe(true);
  // Weights in 16 bits are cast to what the layers multiply with.
  const weights = new Set([
    ...model.weights.map((weight) => weight.name),
    ...model.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const layers = [...modelLayers(model)];
  expect(layers.filter(([, layer]) => 'weight' in layer && !weights.has(layer.weight))).toEqual([]);
  // What LoRAs are trained on, as diffusers calls it.
  const attention = layers.map(([layer]) => layer).filter((layer) => /\.to_[qkv]$/.test(layer));
  expect(attention.length).toBeGreaterThanOrEqual(3);
});
