import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { UserError } from '../../core/errors.ts';

/** What is shared of a workflow: its JSON, and what its runs have made. */
export interface Archive {
  readonly json: string;
  readonly results: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/** In the archive the workflow is the file with this ending, the results are in the folder. */
const WORKFLOW_ENDING = '.patchloom.json';
const RESULTS_FOLDER = 'results/';
const RESULT_NAME = /^results\/(?:.*\/)?([^/\\]+\.(?:mp4|webm|gif|png|jpg|webp))$/i;
const MOST_RESULTS = 200;
/** No clock is asked: the same content is the same file. ZIP knows no year before this one. */
const MODIFIED = new Date(1980, 0, 1);

/** A ZIP file that every system opens: the workflow beside a folder with the results. */
export function packArchive(name: string, { json, results }: Archive): Uint8Array<ArrayBuffer> {
  const files: Zippable = { [`${name}${WORKFLOW_ENDING}`]: strToU8(json) };
  // Videos and pictures are compressed already.
  for (const result of results) files[RESULTS_FOLDER + result.name] = [result.bytes, { level: 0 }];
  return copied(zipSync(files, { mtime: MODIFIED }));
}

/**
 * Reads an archive. Of names, the last part alone is heard of, and of files only the workflow and videos and pictures among the results;
 * `UserError` when there is no workflow, or more than `mostBytes` would have to be unpacked.
 */
export function readArchive(bytes: Uint8Array, mostBytes: number): Archive {
  let total = 0;
  let count = 0;
  const isWanted = ({ name, originalSize }: { name: string; originalSize: number }) => {
    const isResult = RESULT_NAME.test(name);
    if (!isWorkflow(name) && !isResult) return false;
    total += originalSize;
    count += 1;
    if (total > mostBytes || count > MOST_RESULTS)
      throw new UserError('This archive unpacks to more than can be opened here');
    return true;
  };
  const files = Object.entries(unpack(bytes, isWanted));
  const workflow = files.find(([name]) => isWorkflow(name));
  if (!workflow) {
    throw new UserError('This archive holds no workflow', {
      hint: 'Choose one that “Save with results” has made.',
    });
  }
  const results = files.flatMap(([path, content]) => {
    const name = RESULT_NAME.exec(path)?.[1];
    return name === undefined ? [] : [{ name, bytes: copied(content) }];
  });
  return { json: strFromU8(workflow[1]), results };
}

function unpack(bytes: Uint8Array, filter: (file: { name: string; originalSize: number }) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('This is no ZIP file that can be read', {
      hint: 'It may be damaged. Ask for it once more.',
      cause: error,
    });
  }
}

function isWorkflow(name: string): boolean {
  return !name.includes('/') && name.endsWith(WORKFLOW_ENDING);
}

/** In memory of its own, as files are made of. */
function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
