import fs from 'node:fs/promises';
import path from 'node:path';
import type { NodeSpecs } from '../core/define-node.ts';
import { UserError } from '../core/errors.ts';
import type { Template } from '../core/host-api.ts';
import { packReferences } from '../core/pack-references.ts';
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
export async function listTemplates(folder: string, specs: NodeSpecs): Promise<Template[]> {
  const names = await listWorkflowNames(folder);
  return Promise.all(
    names.map(async (name): Promise<Template> => {
      try {
        const workflow = parseWorkflow(await readWorkflowFile(folder, name));
        const { title = name, description } = workflow.meta;
        const packs = [...new Set(packReferences(workflow, specs).map((reference) => reference.name))];
        const nodes = Object.keys(workflow.nodes).length;
        return { name, title, ...(description ? { description } : {}), nodes, packs };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { name, title: name, nodes: 0, packs: [] };
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
