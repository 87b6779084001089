import path from 'node:path';
import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { HOST_METHODS, HostMethod, HostResult } from '../core/host-api.ts';
import { describeProblem, validateWorkflow } from '../core/validate.ts';
import { parseWorkflow } from '../core/workflow.ts';
import type { Engine } from '../engine/engine.ts';
import { createDocumentFolder } from './document-folder.ts';
import { createDraftFolder } from './draft-folder.ts';
import { listOutputs, readOutputWorkflow } from './output-folder.ts';
import { createOwnNodeMethods, type OwnNodePlaces } from './own-node-methods.ts';
import { createPackMethods, type PackParts } from './pack-methods.ts';
import type { RunHistory } from './run-history.ts';
import type { RunQueue } from './run-queue.ts';
import type { SettingsFile } from './settings-file.ts';
import { listTemplates, listWorkflowNames, readWorkflowFile } from './workflow-folder.ts';

/** What each method of the host API does, with its arguments already read. */
export type HostMethods = {
  readonly [M in HostMethod]: (params: z.output<(typeof HOST_METHODS)[M]['params']>) => Promise<HostResult<M>>;
};

/** What the methods work on. */
export interface HostParts {
  readonly engine: Engine;
  readonly runs: RunQueue;
  readonly history: RunHistory;
  readonly settings: SettingsFile;
  readonly folders: HostResult<'listFolders'>;
  /** A person's workflows, and what of them is not saved yet. */
  readonly userFolder: string;
  readonly packs: PackParts;
  readonly ownNodes: OwnNodePlaces | undefined;
}

/** The methods over one engine, one queue and one set of folders. */
export function createHostMethods({
  engine,
  runs,
  history,
  settings,
  folders,
  userFolder,
  packs,
  ownNodes,
}: HostParts): HostMethods {
  const documents = createDocumentFolder(path.join(userFolder, 'workflows'));
  const drafts = createDraftFolder(path.join(userFolder, 'drafts'));
  return {
    listNodes: async () => [...engine.specs.values()],
    listWorkflows: () => listWorkflowNames(folders.workflows),
    listTemplates: () => listTemplates(folders.workflows),
    openWorkflow: async ({ name }) => ({ json: await readWorkflowFile(folders.workflows, name) }),
    listDocuments: () => documents.list(),
    openDocument: ({ name }) => documents.open(name),
    saveDocument: async ({ name, json, replaces }) => {
      parseWorkflow(json);
      return documents.save(name, json, replaces);
    },
    listDrafts: () => drafts.list(),
    keepDraft: async (draft) => {
      await drafts.keep(draft);
      return {};
    },
    dropDraft: async ({ id }) => {
      await drafts.drop(id);
      return {};
    },
    startRun: async ({ json, name, targets }) => {
      const workflow = parseWorkflow(json);
      await engine.ownNodes.refresh();
      const problems = validateWorkflow(workflow, engine.specs, targets);
      if (problems.length > 0) {
        throw new UserError(`The workflow cannot run: ${problems.map(describeProblem).join(' ')}`, {
          hint: 'Put these places right and run it again.',
        });
      }
      const runId = runs.start(workflow, name, targets);
      history.begin(runId, name, json);
      return { runId };
    },
    stopRun: async ({ runId }) => {
      runs.stop(runId);
      return {};
    },
    listRuns: async () => history.list(),
    openRun: async ({ runId }) => history.open(runId),
    listOutputs: () => listOutputs(folders.outputs),
    openOutput: async ({ name }) => ({ json: await readOutputWorkflow(folders.outputs, name) }),
    plotNode: async ({ type, widgets }) => {
      const curve = engine.curve(type, widgets);
      return curve ? { curve: [...curve] } : {};
    },
    readSettings: () => settings.read(),
    writeSettings: async (next) => {
      await settings.write(next);
      return {};
    },
    listFolders: async () => folders,
    ...createPackMethods(packs),
    ...createOwnNodeMethods(engine, ownNodes),
  };
}
