import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { packPath } from '../core/model-pack/common.ts';
import type { GraphHeader } from '../core/model-pack/graph-header.ts';
import { findGraphProblems } from '../core/model-pack/graph-problems.ts';
import { textFiles } from '../core/model-pack/pack-files.ts';
import type { ModelPackManifest } from '../core/model-pack.ts';
import { readOnnxHeader } from './onnx-header.ts';

/** Everything that keeps a pack from running, found without opening one of its models: files first, then the graphs. */
export function inspectPack(folder: string, manifest: ModelPackManifest): string[] {
  const graphs = new Map<string, GraphHeader>();
  const problems = Object.entries(manifest.files).flatMap(([key, { path: file, variants = [] }]) => {
    const own = inspectModel(folder, file);
    if (own.header) graphs.set(key, own.header);
    const others = variants.flatMap(({ path: variant }) => {
      const { header, problems } = inspectModel(folder, variant);
      return [...problems, ...(own.header && header ? otherPorts(file, own.header, variant, header) : [])];
    });
    return [...own.problems, ...others];
  });
  return [
    ...problems,
    ...textFiles(manifest).flatMap((file) => fileProblem(folder, file) ?? []),
    ...findGraphProblems(manifest, graphs),
  ];
}

function inspectModel(folder: string, file: string): { readonly header?: GraphHeader; readonly problems: string[] } {
  const problem = fileProblem(folder, file);
  if (problem !== undefined) return { problems: [problem] };
  try {
    const header = readOnnxHeader(path.join(folder, file), file);
    return { header, problems: header.external.flatMap((external) => externalProblem(folder, file, external) ?? []) };
  } catch (error) {
    if (error instanceof UserError) return { problems: [error.message] };
    throw error;
  }
}

/** A variant takes the place of its model, so that it must take and give the same. */
function otherPorts(file: string, own: GraphHeader, variant: string, other: GraphHeader): string[] {
  const ports = ({ inputs, outputs }: GraphHeader) =>
    [inputs, outputs].map((list) => list.map(({ name, type }) => `${name} ${type}`).join());
  return String(ports(own)) === String(ports(other)) ? [] : [`${variant} has other inputs or outputs than ${file}`];
}

/** The models that a manifest names and that are not there, as far as it can be read: it may be wrong elsewhere. */
export function missingModels(folder: string, json: unknown): string[] {
  const reading = z.looseObject({ files: z.record(z.string(), z.looseObject({ path: packPath })) }).safeParse(json);
  if (!reading.success) return [];
  return Object.values(reading.data.files).flatMap(({ path: file }) => fileProblem(folder, file) ?? []);
}

/** Why a file of the pack cannot be read; links are followed, so that none leads out of the pack. */
export function fileProblem(folder: string, file: string): string | undefined {
  const full = path.join(folder, file);
  if (!existsSync(full)) return `${file} is missing`;
  return isWithin(folder, full) ? undefined : `${file} is a link that leads out of the pack`;
}

/** Weights must be there, and within the pack: the runtime would refuse others later, with less to say. */
function externalProblem(folder: string, model: string, external: string): string | undefined {
  const place = path.posix.join(path.posix.dirname(model), external);
  if (path.isAbsolute(external) || place.split(/[/\\]/)[0] === '..')
    return `${model} wants to read ${external}, outside the pack`;
  const problem = fileProblem(folder, place);
  return problem && `${problem} (weights of ${model})`;
}

/** The pack's own folder, and the one in which a download cache keeps what the links of `snapshots/<revision>` stand for. */
function isWithin(folder: string, file: string): boolean {
  const home = realpathSync(folder);
  const cache = path.dirname(path.dirname(home));
  const roots = path.basename(path.dirname(home)) === 'snapshots' ? [home, path.join(cache, 'blobs')] : [home];
  return roots.some((root) => realpathSync(file).startsWith(root + path.sep));
}
