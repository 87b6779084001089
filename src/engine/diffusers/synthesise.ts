import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { readManifest } from '../../core/model-pack/read-manifest.ts';
import { MODEL_PACK_FORMAT, type ModelPackManifest } from '../../core/model-pack.ts';
import { mergeJson } from '../merge-json.ts';
import type { Json } from './components.ts';
import { type DiffusersFolder, openDiffusersFolder } from './folder.ts';
import { dit, flux, stableDiffusion3, wan } from './transformer-families.ts';
import { stableDiffusion, stableDiffusionXl } from './unet-families.ts';

/** Pipelines whose manifest is known, by the class in `model_index.json`. */
const FAMILIES: Readonly<Record<string, (folder: DiffusersFolder) => Json>> = {
  StableDiffusionPipeline: stableDiffusion,
  LatentConsistencyModelPipeline: stableDiffusion,
  StableDiffusionXLPipeline: stableDiffusionXl,
  StableDiffusion3Pipeline: stableDiffusion3,
  FluxPipeline: flux,
  DiTPipeline: dit,
  WanPipeline: wan,
};

/**
 * The manifest of a diffusers or Optimum folder, inferred from its configs and graphs. `additions` is a small
 * `modelpack.json` beside it that says what cannot be inferred, or says it better. `UserError` lists what is missing.
 */
export function synthesiseManifest(folder: string, additions: Json = {}): ModelPackManifest {
  const opened = openDiffusersFolder(folder);
  const name = path.basename(folder);
  const family = FAMILIES[opened.pipeline];
  if (!family && Object.keys(additions).length === 0) {
    throw new UserError(`${name}: pipelines of the class ${opened.pipeline} are not known`, {
      hint: `Write a modelpack.json beside model_index.json. Known are ${Object.keys(FAMILIES).join(', ')}.`,
    });
  }
  const { extends: _, $schema, ...own } = additions;
  const basis = {
    id:
      name
        .toLowerCase()
        .replace(/[^a-z0-9._-]+|^[^a-z0-9]+/g, '-')
        .replace(/^-+/, '') || 'model',
    title: name,
    license: 'unknown',
    ...family?.(opened),
    format: MODEL_PACK_FORMAT,
  };
  const reading = readManifest(mergeJson(basis, own));
  if (reading.ok) return reading.manifest;
  throw new UserError(
    `${name}: its model_index.json does not tell all of the manifest: ${reading.problems.join('; ')}`,
    {
      hint: `Add these fields to a modelpack.json beside it: { "format": "${MODEL_PACK_FORMAT}", "extends": "model_index.json", … }`,
    },
  );
}
