import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { packPath } from '../../core/model-pack/common.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import { changeLocal, inWritable, readLocal } from '../local-manifest.ts';
import type { ModelPacks } from '../model-packs.ts';
import { readModel, writeEdited } from '../onnx-edit.ts';
import { type Precision, quantiseModel, weightsFile } from './quantise-model.ts';

/** From this size on, new weights lie beside the model: a graph may hold no more than two gigabytes. */
const LEAST_EXTERNAL_BYTES = 64 * 1024 * 1024;

export interface WrittenVariant {
  readonly precision: Precision;
  /** Below the pack's folder. */
  readonly path: string;
  /** With weights beside it; of the original as well. */
  readonly bytes: number;
  readonly originalBytes: number;
  /** How many layers have their weights in fewer bits. */
  readonly layers: number;
}

/**
 * Writes variants of one of a pack's models beside it, and makes them known in `modelpack.local.json`; the pack's own files stay
 * as they are. The first takes the model's place. Throws `UserError` when there is nothing to quantise, or the folder can't be written to.
 */
export async function quantisePack(
  packs: ModelPacks,
  pack: ModelPack,
  key: string,
  precisions: readonly Precision[],
): Promise<WrittenVariant[]> {
  const folder = packs.folder(pack.name);
  const file = pack.manifest.files[key];
  if (!file) {
    throw new UserError(`Model pack “${pack.name}” has no model “${key}”`, {
      hint: `It has ${Object.keys(pack.manifest.files).join(', ')}.`,
    });
  }
  const written: WrittenVariant[] = [];
  for (const precision of precisions) written.push(await writeVariant(folder, file.path, precision));
  const variants = written.map(({ path: place, precision }) => ({ path: place, precision, devices: ['cpu'] }));
  const before = await localVariants(folder, key);
  await changeLocal(folder, { files: { [key]: { variants } } });
  await deleteModels(
    folder,
    before.filter((place) => !written.some((variant) => variant.path === place)),
  );
  return written;
}

/** Takes back what `quantisePack` has written of one model. */
export async function removeVariants(packs: ModelPacks, pack: ModelPack, key: string): Promise<void> {
  const folder = packs.folder(pack.name);
  const variants = await localVariants(folder, key);
  await changeLocal(folder, { files: { [key]: { variants: null } } });
  await deleteModels(folder, variants);
}

const localSchema = z.object({
  files: z.record(z.string(), z.object({ variants: z.array(z.object({ path: packPath })).optional() })).optional(),
});

/** Variants that were written here, and did not come with the pack. */
async function localVariants(folder: string, key: string): Promise<string[]> {
  const { files = {} } = localSchema.parse(await readLocal(folder));
  return (files[key]?.variants ?? []).map(({ path: place }) => place);
}

async function deleteModels(folder: string, models: readonly string[]): Promise<void> {
  for (const model of models) {
    await rm(path.join(folder, model), { force: true });
    await rm(path.join(folder, `${model}_data`), { force: true });
  }
}

async function writeVariant(folder: string, original: string, precision: Precision): Promise<WrittenVariant> {
  const source = path.join(folder, original);
  const target = source.replace(/(\.onnx)?$/, `.${precision}.onnx`);
  const model = readModel(await readFile(source));
  const originalBytes = (await stat(source)).size + (await externalBytes(model.weights, path.dirname(source)));
  return inWritable(folder, async () => {
    const beside = originalBytes >= LEAST_EXTERNAL_BYTES ? weightsFile(`${target}_data`) : undefined;
    const layers = quantiseModel(model, {
      precision,
      folder: path.dirname(source),
      store: (weight) => beside?.store(weight) ?? weight,
    });
    const external = beside?.close() ?? 0;
    if (layers === 0) {
      await rm(`${target}_data`, { force: true });
      throw new UserError(`${original} has no linear layers that are worth quantising`, {
        hint: 'Convolutions, and layers of fewer than 64 values, stay as they are.',
      });
    }
    await writeFile(target, writeEdited(model));
    const kept = await externalBytes(
      model.weights.filter(({ external }) => external?.location !== `${path.basename(target)}_data`),
      path.dirname(source),
    );
    const bytes = (await stat(target)).size + external + kept;
    return { precision, path: path.relative(folder, target).split(path.sep).join('/'), bytes, originalBytes, layers };
  });
}

/** How much of other files a model reads. */
async function externalBytes(
  weights: readonly { readonly external?: Readonly<Record<string, string>> }[],
  folder: string,
): Promise<number> {
  let bytes = 0;
  for (const { external } of weights) {
    if (external?.length !== undefined) bytes += Number(external.length);
    else if (external?.location !== undefined) bytes += (await stat(path.join(folder, external.location))).size;
  }
  return bytes;
}
