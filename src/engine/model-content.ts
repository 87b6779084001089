import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileStamp } from './file-stamp.ts';
import { readOnnxHeader } from './onnx-header.ts';

/** A model as it lies on disk. */
export interface ModelFiles {
  /** Changes when one of the files does. */
  readonly stamp: string;
  readonly bytes: number;
  /** Whether weights lie in files of their own, from which they can be mapped. */
  readonly isExternal: boolean;
  /** The model file first, then those with its weights. */
  readonly paths: readonly string[];
}

const known = new Map<string, { readonly own: string; readonly external: readonly string[] }>();

/** The files that a model consists of; undefined when the model file is missing. Throws `UserError` when it is no model. */
export function modelFiles(file: string): ModelFiles | undefined {
  const own = fileStamp(file);
  if (own === undefined) return undefined;
  let header = known.get(file);
  if (header?.own !== own) {
    header = { own, external: readOnnxHeader(file).external };
    known.set(file, header);
  }
  const paths = [file, ...header.external.map((name) => path.join(path.dirname(file), name))];
  return {
    stamp: paths.map((each) => fileStamp(each)).join(),
    bytes: paths.reduce((sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0), 0),
    isExternal: paths.length > 1,
    paths,
  };
}

/** Whether two models are the same, byte by byte. Only those that are equally large are read. */
export function haveSameContent(one: ModelFiles, other: ModelFiles): boolean {
  if (one.bytes !== other.bytes || one.paths.length !== other.paths.length) return false;
  return hashOf(one) === hashOf(other);
}

const hashes = new WeakMap<ModelFiles, string>();

function hashOf(files: ModelFiles): string {
  const present = hashes.get(files);
  if (present !== undefined) return present;
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1024 * 1024);
  for (const file of files.paths) {
    const descriptor = openSync(file, 'r');
    try {
      for (let count = 1; count > 0; ) {
        count = readSync(descriptor, buffer);
        hash.update(buffer.subarray(0, count));
      }
    } finally {
      closeSync(descriptor);
    }
  }
  const digest = hash.digest('hex');
  hashes.set(files, digest);
  return digest;
}
