import { readFile } from 'node:fs/promises';
import { UserError } from '../core/errors.ts';
import { parseWorkflow, type Workflow } from '../core/workflow.ts';
import { UsageError } from './usage-error.ts';

/** The workflow in a file; whatever is wrong with the file is wrong use. */
export async function readWorkflowFile(path: string): Promise<Workflow> {
  try {
    return parseWorkflow(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof UserError) {
      throw new UsageError(`${path}: ${cause.message}`, {
        ...(cause.hint === undefined ? {} : { hint: cause.hint }),
        cause,
      });
    }
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === undefined) throw cause;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new UsageError(`${path} cannot be read: ${reason}`, {
      hint: 'Name a workflow, a .json file that Patchloom saved.',
      cause,
    });
  }
}
