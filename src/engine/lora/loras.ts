import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { LoraUse, ModelPack } from '../../core/model-pack.ts';
import { fileStamp } from '../file-stamp.ts';
import type { ModelEdit } from '../onnx/sessions.ts';
import { type EditableModel, readModel, writeEdited } from '../onnx-edit.ts';
import { readableFile } from '../readable-file.ts';
import { adaptModel, type LowRank } from './adapt-model.ts';
import { type LoraFile, type LoraLayer, listed, readLoraFile } from './lora-file.ts';
import { matchLora } from './match-lora.ts';
import { modelLayers } from './model-layers.ts';

/** LoRA files on models of packs. */
export interface Loras {
  /** The pack with one more LoRA, and what is to be told of it. `UserError` when the file may not be read, is no LoRA, or is for another model. */
  add(pack: ModelPack, file: string, strength: number): Promise<{ readonly pack: ModelPack; readonly report: string }>;
  /** What is to be done to one of the pack's models when it is opened; undefined when nothing is. */
  editOf(pack: ModelPack, file: string): ModelEdit | undefined;
}

interface Surroundings {
  modelFile(pack: ModelPack, key: string): string;
  readonly readFolders: readonly string[];
}

export function createLoras({ modelFile, readFolders }: Surroundings): Loras {
  const known = new Map<string, { readonly stamp: string; readonly lora: LoraFile }>();
  const read = (file: string): LoraFile => {
    const stamp = fileStamp(file);
    const present = known.get(file);
    if (stamp === undefined) {
      throw new UserError(`There is no file ${file}`, { hint: 'Choose the LoRA again in “Load LoRA”.' });
    }
    if (present?.stamp === stamp) return present.lora;
    const lora = readLoraFile(file);
    known.set(file, { stamp, lora });
    return lora;
  };

  return {
    async add(pack, given, strength) {
      const file = await readableFile(given, readFolders);
      const { layers, tensors } = read(file);
      const name = path.basename(file);
      const problems: string[] = [];
      const notes: string[] = [];
      for (const [target, part] of groupByTarget(layers)) {
        const key = fileOfTarget(pack, target);
        const model = key === undefined ? undefined : readModel(await readFile(modelFile(pack, key)));
        if (!model || (target !== 'denoiser' && modelLayers(model).size === 0)) {
          notes.push(`${part.length} layers of a text encoder that ${pack.manifest.title} does not name are left out`);
          continue;
        }
        const { matched, missing, unequal } = matchLora(part, tensors.tensors, model);
        notes.push(`${matched.length} layers of ${key}`);
        if (missing.length > 0)
          problems.push(`${missing.length} of ${part.length} layers are not in ${key}: ${listed(missing)}`);
        if (unequal.length > 0) problems.push(`${unequal.length} layers are of another size: ${listed(unequal)}`);
      }
      if (problems.length > 0) {
        throw new UserError(`${name} is for another model than ${pack.manifest.title}: ${problems.join('; ')}`, {
          hint: 'A LoRA works with the model that it was trained on, and with others of the same layers.',
        });
      }
      const loras = [...(pack.loras ?? []), { file, strength }];
      return { pack: { ...pack, loras }, report: `${name}: ${notes.join(', ')}` };
    },
    editOf(pack, key) {
      const target = targetOfFile(pack, key);
      const uses = (pack.loras ?? []).filter(
        ({ file, strength }) => strength !== 0 && read(file).layers.some((layer) => layer.target === target),
      );
      if (uses.length === 0) return undefined;
      return {
        key: JSON.stringify(uses.map(({ file, strength }) => [file, fileStamp(file), strength])),
        apply: (bytes) => {
          const model = readModel(bytes);
          adaptModel(
            model,
            uses.flatMap((use) => additionsOf(use, read(use.file), target, model)),
          );
          return writeEdited(model);
        },
      };
    },
  };
}

function additionsOf(
  { strength }: LoraUse,
  lora: LoraFile,
  target: Target | undefined,
  model: EditableModel,
): LowRank[] {
  const own = lora.layers.filter((layer) => layer.target === target);
  return matchLora(own, lora.tensors.tensors, model).matched.map(({ lora: { down, up, scale }, layer }) => ({
    layer,
    down: lora.tensors.read(down),
    up: lora.tensors.read(up),
    factor: strength * scale,
  }));
}

type Target = LoraLayer['target'];

function groupByTarget(layers: readonly LoraLayer[]): ReadonlyMap<Target, readonly LoraLayer[]> {
  const targets = [...new Set(layers.map(({ target }) => target))];
  return new Map(targets.map((target) => [target, layers.filter((layer) => layer.target === target)]));
}

function encoderFiles({ manifest }: ModelPack): readonly string[] {
  return Object.values(manifest.text?.encoders ?? {}).map(({ file }) => file);
}

function fileOfTarget(pack: ModelPack, target: Target): string | undefined {
  return target === 'denoiser' ? pack.manifest.denoiser.file : encoderFiles(pack)[target];
}

function targetOfFile(pack: ModelPack, key: string): Target | undefined {
  if (key === pack.manifest.denoiser.file) return 'denoiser';
  const index = encoderFiles(pack).indexOf(key);
  return index < 0 ? undefined : index;
}
