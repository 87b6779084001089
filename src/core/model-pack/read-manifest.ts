import type { z } from 'zod';
import { MODEL_PACK_FORMAT, type ModelPackManifest, modelPackSchema } from '../model-pack.ts';
import { findManifestProblems } from './manifest-problems.ts';
import { migrateFromOne } from './migrate.ts';

/** A manifest that can be relied on, or all that is wrong with it. */
export type ManifestReading =
  | { readonly ok: true; readonly manifest: ModelPackManifest }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the JSON of a `modelpack.json` of any format there has been. */
export function readManifest(json: unknown): ManifestReading {
  const format = formatOf(json);
  const newer = /^modelpack\/(\d+)$/.exec(format ?? '')?.[1];
  if (newer !== undefined && Number(newer) > Number(MODEL_PACK_FORMAT.split('/')[1])) {
    return refuse([`it is of format ${format}, made for a newer Patchloom; this one reads up to ${MODEL_PACK_FORMAT}`]);
  }
  const current = format === 'modelpack/1' ? migrateFromOne(json) : { success: true as const, data: json };
  if (!current.success) return refuse(describeIssues(current.error));
  const result = modelPackSchema.safeParse(current.data);
  if (!result.success) return refuse(describeIssues(result.error));
  const problems = findManifestProblems(result.data);
  return problems.length > 0 ? refuse(problems) : { ok: true, manifest: result.data };
}

function refuse(problems: readonly string[]): ManifestReading {
  return { ok: false, problems };
}

function formatOf(json: unknown): string | undefined {
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  return typeof format === 'string' ? format : undefined;
}

/** One line for each place that does not fit, as `place: what is wrong`. */
function describeIssues(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
}
