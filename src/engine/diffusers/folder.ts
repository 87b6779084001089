import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { GraphHeader } from '../../core/model-pack/graph-header.ts';
import { fileProblem } from '../inspect-pack.ts';
import { readOnnxHeader } from '../onnx-header.ts';

const indexSchema = z.looseObject({ _class_name: z.string() });
const configSchema = z.record(z.string(), z.unknown());

/** A folder that diffusers or Optimum exported, as far as its manifest is inferred from it. */
export interface DiffusersFolder {
  /** Class of the pipeline, such as `StableDiffusionPipeline`, without the «Onnx» of old exports. */
  readonly pipeline: string;
  /** A component's `config.json` (or `scheduler_config.json`); empty when there is none, as in old exports. */
  config(component: string): Config;
  /** What the component's ONNX file says of itself; undefined when the component is absent. */
  graph(component: string): GraphHeader | undefined;
  has(file: string): boolean;
  /** What is in a JSON file; undefined when it is absent. */
  json(file: string): unknown;
}

/** Settings of a JSON file, by the type that is wanted. */
export interface Config {
  number(key: string): number | undefined;
  text(key: string): string | undefined;
  flag(key: string): boolean | undefined;
  numbers(key: string): readonly number[] | undefined;
}

/** Opens a folder with a `model_index.json`. `UserError` when that cannot be read. */
export function openDiffusersFolder(folder: string): DiffusersFolder {
  const index = indexSchema.safeParse(readJson(folder, 'model_index.json'));
  if (!index.success)
    throw new UserError('model_index.json names no pipeline class', { hint: 'Fetch the model again.' });
  const has = (file: string) => existsSync(path.join(folder, file)) && fileProblem(folder, file) === undefined;
  return {
    pipeline: index.data._class_name.replace(/^(Onnx|ORT|OV)/, ''),
    has,
    json: (file) => (has(file) ? readJson(folder, file) : undefined),
    config(component) {
      const file = `${component}/${component.endsWith('scheduler') ? 'scheduler_config' : 'config'}.json`;
      return toConfig(has(file) ? readJson(folder, file) : {}, file);
    },
    graph(component) {
      const file = modelPath(component);
      return has(file) ? readOnnxHeader(path.join(folder, file)) : undefined;
    },
  };
}

/** Where a component's model lies. */
export function modelPath(component: string): string {
  return `${component}/model.onnx`;
}

function readJson(folder: string, file: string): unknown {
  const problem = fileProblem(folder, file);
  if (problem !== undefined) throw new UserError(problem, { hint: 'Fetch the model again.' });
  try {
    return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  } catch (cause) {
    throw new UserError(`${file} is not JSON: ${(cause as Error).message}`, { hint: 'Fetch the model again.', cause });
  }
}

function toConfig(json: unknown, file: string): Config {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw new UserError(`${file} is no list of settings`, { hint: 'Fetch the model again.' });
  const read =
    <T>(schema: z.ZodType<T>) =>
    (key: string): T | undefined => {
      const value = parsed.data[key];
      if (value === undefined || value === null) return undefined;
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      throw new UserError(`${file}: ${key} cannot be ${JSON.stringify(value).slice(0, 80)}`, {
        hint: 'Mend it, or fetch the model again.',
      });
    };
  return {
    number: read(z.number()),
    text: read(z.string()),
    flag: read(z.boolean()),
    numbers: read(z.array(z.number())),
  };
}
