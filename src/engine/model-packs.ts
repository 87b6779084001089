import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { type Grammar, grammarSchema } from '../core/grammar.ts';
import { textFiles } from '../core/model-pack/pack-files.ts';
import { readManifest } from '../core/model-pack/read-manifest.ts';
import { type TokenizerDeclaration, tokenizerFiles } from '../core/model-pack/text.ts';
import type { ModelPack, ModelPackManifest } from '../core/model-pack.ts';
import { synthesiseManifest } from './diffusers/synthesise.ts';
import { fileStamp } from './file-stamp.ts';
import { fileProblem, inspectPack, missingModels } from './inspect-pack.ts';
import { LOCAL_MANIFEST } from './local-manifest.ts';
import { mergeJson } from './merge-json.ts';
import { type PackTokenizer, readTokenizer } from './text/tokenizer.ts';

/** Finds and reads model packs below the folders a person chose. */
export interface ModelPacks {
  /** The pack in the sub folder `name`. `UserError` names everything that is missing or wrong. */
  load(name: string): Promise<ModelPack>;
  /** Changes when the manifest or one of the pack's files does. `UserError` when it can't be loaded. */
  fingerprint(name: string): Promise<string>;
  /** Where the pack lies. */
  folder(name: string): string;
  /** The absolute path of a file that the manifest names by key, or of its variant for what models run on. */
  modelFile(pack: ModelPack, key: string, place?: 'cpu' | 'gpu'): string;
  /** The absolute paths of the files that a tokenizer is read from. */
  tokenizerFiles(pack: ModelPack, tokenizer: TokenizerDeclaration): readonly string[];
  readTokenizer(pack: ModelPack, tokenizer: TokenizerDeclaration): Promise<PackTokenizer>;
  readGrammar(pack: ModelPack): Promise<Grammar>;
}

const MANIFEST = 'modelpack.json';
const DIFFUSERS_INDEX = 'model_index.json';
const MANIFESTS = [MANIFEST, DIFFUSERS_INDEX];

/** A manifest that only adds to what a diffusers folder tells. */
const additionsSchema = z.looseObject({ extends: z.literal(DIFFUSERS_INDEX) });

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function createModelPacks(folders: readonly string[]): ModelPacks {
  const folderOf = (name: string): string => {
    if (!NAME.test(name))
      throw new UserError(`“${name}” is not the name of a model pack`, {
        hint: 'A name is one folder’s, without “/”.',
      });
    const found = folders.map((folder) => path.join(folder, name)).find(holdsManifest);
    if (found) return found;
    throw new UserError(`There is no model pack “${name}” in ${folders.join(' or ')}`, {
      hint: hintFor(name, folders),
    });
  };

  return {
    async fingerprint(name) {
      const { manifest } = await this.load(name);
      const folder = folderOf(name);
      const stamps = filesOf(manifest).map((file) => [file, fileStamp(path.join(folder, file))]);
      return JSON.stringify([folder, manifest, stamps]);
    },
    async load(name) {
      const folder = folderOf(name);
      const manifest = await withLocal(folder, name, await readFolder(folder, name));
      const problems = inspectPack(folder, manifest);
      if (problems.length > 0) {
        throw new UserError(`Model pack “${name}” cannot be used: ${problems.join('; ')}`, {
          hint: `Fetch the pack again into ${folder}, or mend its modelpack.json.`,
        });
      }
      return { name, manifest };
    },
    folder: folderOf,
    modelFile(pack, key, place = 'cpu') {
      const file = pack.manifest.files[key];
      if (!file) throw new Error(`Pack ${pack.name} has no file “${key}”`);
      const variant = file.variants?.find(({ devices }) => devices.includes(place));
      return path.join(folderOf(pack.name), (variant ?? file).path);
    },
    tokenizerFiles: (pack, tokenizer) => tokenizerFiles(tokenizer).map((file) => path.join(folderOf(pack.name), file)),
    readTokenizer: (pack, tokenizer) => readTokenizer(folderOf(pack.name), tokenizer),
    async readGrammar(pack) {
      if (!pack.manifest.grammar) {
        throw new UserError(`Model pack “${pack.name}” brings no grammar`, {
          hint: 'Write the prompt out instead of expanding it.',
        });
      }
      const file = path.join(folderOf(pack.name), pack.manifest.grammar);
      return parse(grammarSchema, await readJson(file), `${pack.name}/${pack.manifest.grammar}`);
    },
  };
}

/** What a person has most likely done when a pack is not found. */
function hintFor(name: string, folders: readonly string[]): string {
  const itself = folders.find((folder) => holdsManifest(folder));
  if (itself !== undefined)
    return `${itself} is a pack itself: name the folder around it, ${path.dirname(path.resolve(itself))}, and choose the pack “${path.basename(itself)}”.`;
  const bare = folders.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder));
  if (bare !== undefined)
    return `${bare} holds neither a modelpack.json nor a model_index.json: write one, or fetch the pack again.`;
  return 'Put the folder with its modelpack.json there, or choose another pack in “Load Model Pack”.';
}

function holdsManifest(folder: string): boolean {
  return MANIFESTS.some((file) => existsSync(path.join(folder, file)));
}

/** The manifest as it is written, as it is inferred, or as it is inferred and then put right by what is written. */
async function readFolder(folder: string, name: string): Promise<ModelPackManifest> {
  const problem = fileProblem(folder, MANIFEST);
  if (problem?.endsWith('missing')) return synthesiseManifest(folder);
  if (problem !== undefined) throw new UserError(problem, { hint: 'Fetch the model pack again.' });
  const json = await readJson(path.join(folder, MANIFEST));
  const additions = additionsSchema.safeParse(json);
  return additions.success
    ? synthesiseManifest(folder, additions.data)
    : parseManifest(json, folder, `${name}/${MANIFEST}`);
}

async function withLocal(folder: string, name: string, manifest: ModelPackManifest): Promise<ModelPackManifest> {
  const problem = fileProblem(folder, LOCAL_MANIFEST);
  if (problem?.endsWith('missing')) return manifest;
  if (problem !== undefined) throw new UserError(problem, { hint: 'Take the link away.' });
  const merged = mergeJson(manifest, await readJson(path.join(folder, LOCAL_MANIFEST)));
  return parseManifest(merged, folder, `${name}/${LOCAL_MANIFEST}`);
}

function parseManifest(json: unknown, folder: string, file: string): ModelPackManifest {
  const reading = readManifest(json);
  if (reading.ok) return reading.manifest;
  throw new UserError(`${file} cannot be used: ${[...reading.problems, ...missingModels(folder, json)].join('; ')}`, {
    hint: 'Mend these places, or fetch the model pack again.',
  });
}

/** All files that a pack consists of, besides its manifest. */
function filesOf(manifest: ModelPackManifest): string[] {
  const models = Object.values(manifest.files).flatMap(({ path, variants = [] }) => [
    path,
    ...variants.map((each) => each.path),
  ]);
  return [...models, ...textFiles(manifest)];
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is not JSON: ${(cause as Error).message}`, {
      hint: 'Fetch the model pack again.',
      cause,
    });
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown, name: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new UserError(`${name} cannot be used: ${problems.join('; ')}`, {
    hint: 'Mend these places, or fetch the model pack again.',
  });
}
