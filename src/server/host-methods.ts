import path from 'node:path';
import type { z } from 'zod';
import type { HOST_METHODS, HostMethod, HostResult } from '../core/host-api.ts';
import type { Settings } from '../core/settings.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Engine } from '../engine/engine.ts';
import { createDocumentFolder } from './document-folder.ts';
import { createDraftFolder } from './draft-folder.ts';
import { createOpenedFolder } from './opened-folder.ts';
import { listOutputs, readOutputWorkflow } from './output-folder.ts';
import { createOwnNodeMethods, type OwnNodePlaces } from './own-node-methods.ts';
import { createPackMethods, type PackParts } from './pack-methods.ts';
import { createQueueMethods } from './queue-methods.ts';
import type { RunQueue } from './run-queue.ts';
import type { RunStore } from './run-store.ts';
import type { SettingsFile } from './settings-file.ts';
import { listTemplates, listWorkflowNames, readWorkflowFile } from './workflow-folder.ts';

/** What each method of the host API does, with its arguments already read. */
export type HostMethods = {
  readonly [M in HostMethod]: (params: z.output<(typeof HOST_METHODS)[M]['params']>) => Promise<HostResult<M>>;
};

/** What the methods work on. */
export interface HostParts {
  readonly engine: Engine;
  readonly queue: RunQueue;
  readonly store: RunStore;
  /** Reads a document that is the one before with some change. */
  read(json: string): Workflow;
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
  queue,
  store,
  read,
  settings,
  folders,
  userFolder,
  packs,
  ownNodes,
}: HostParts): HostMethods {
  const documents = createDocumentFolder(path.join(userFolder, 'workflows'));
  const drafts = createDraftFolder(path.join(userFolder, 'drafts'));
  const opened = createOpenedFolder(path.join(userFolder, 'opened'));
  return {
    listNodes: async () => [...engine.specs.values()],
    listWorkflows: () => listWorkflowNames(folders.workflows),
    listTemplates: () => listTemplates(folders.workflows, engine.specs),
    openWorkflow: async ({ name }) => ({ json: await readWorkflowFile(folders.workflows, name) }),
    listDocuments: () => documents.list(),
    openDocument: ({ name }) => documents.open(name),
    saveDocument: async ({ name, json, replaces }) => {
      read(json);
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
    async keepOpened({ name, json }) {
      await opened.keep(name, json);
      return {};
    },
    reopen: async ({ name }) => ({ json: await opened.read(name) }),
    listOutputs: () => listOutputs(folders.outputs),
    openOutput: async ({ name }) => ({ json: await readOutputWorkflow(folders.outputs, name) }),
    plotNode: async ({ type, widgets }) => {
      const curve = engine.curve(type, widgets);
      return curve ? { curve: [...curve] } : {};
    },
    checkMemory: async ({ json }) => {
      const warning = await engine.warnOfMemory(read(json));
      return warning ? { warning } : {};
    },
    checkDevices: () => engine.devices.inspect(),
    async readUsage() {
      const usage = await engine.usage();
      return usage ? { usage } : {};
    },
    readSettings: () => settings.read(),
    writeSettings: async (next) => {
      await settings.write(next);
      follow(engine, next);
      return {};
    },
    listFolders: async () => folders,
    ...createQueueMethods({ engine, queue, store, read }),
    ...createPackMethods(packs),
    ...createOwnNodeMethods(engine, ownNodes),
  };
}

const GIGABYTE = 1024 ** 3;

/** Lets an engine be as somebody has set it. */
export function follow(engine: Engine, { device, modelGigabytes, diskGigabytes }: Settings): void {
  engine.devices.choose(device);
  engine.setModelBytes(modelGigabytes === undefined ? undefined : modelGigabytes * GIGABYTE);
  engine.setDiskBytes(diskGigabytes * GIGABYTE);
}
