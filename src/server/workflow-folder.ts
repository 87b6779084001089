import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Template } from '../core/host-api.ts';
import { parseWorkflow } from '../core/workflow.ts';

const ENDING = '.json';

/** A name is a file name without ending, never a path. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N} _.()-]*$/u;

/** The names of the workflows in a folder, sorted. */
export async function listWorkflowNames(folder: string): Promise<string[]> {
  const files = await fs.readdir(folder);
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .filter((name) => NAME.test(name))
    .sort();
}

/** The workflows in a folder with what they say of themselves. One that can't be read is named all the same: opening it says why. */
export async function listTemplates(folder: string): Promise<Template[]> {
  const names = await listWorkflowNames(folder);
  return Promise.all(
    names.map(async (name): Promise<Template> => {
      try {
        const { meta, nodes } = parseWorkflow(await readWorkflowFile(folder, name));
        const { title = name, description } = meta;
        return { name, title, ...(description ? { description } : {}), nodes: Object.keys(nodes).length };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { name, title: name, nodes: 0 };
      }
    }),
  );
}

/** The JSON text of a workflow. */
export async function readWorkflowFile(folder: string, name: string): Promise<string> {
  const file = NAME.test(name) ? path.join(folder, `${name}${ENDING}`) : undefined;
  try {
    if (file) return await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const known = await listWorkflowNames(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const hint = known.length > 0 ? `Choose one of these: ${known.join(', ')}.` : 'None has been saved yet.';
  throw new UserError(`There is no workflow “${name}”`, { hint });
}
