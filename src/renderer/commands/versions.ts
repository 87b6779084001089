import type { DocumentEntry, HostApi } from '../../core/host-api.ts';
import type { RunRecord } from '../../core/queue-api.ts';
import { parseWorkflow, type Workflow } from '../../core/workflow.ts';
import { allDocuments, type OpenDocument, useDocument } from '../state/document.ts';

/** A workflow to compare with: where it comes from, and what it is called there. */
export interface Version {
  readonly key: string;
  readonly source: 'now' | 'saved' | 'opened' | 'open' | 'own' | 'template' | 'run';
  readonly name: string;
  /** When it was saved or run, in milliseconds since 1970. */
  readonly time?: number;
  load(): Promise<Workflow>;
}

/** Every version that there is of the document that is seen, and of the others: as it stands, as it is in its file, earlier runs. */
export async function listVersions(api: HostApi, templates: readonly string[]): Promise<Version[]> {
  const { id } = useDocument.getState();
  const present = allDocuments().find((open) => open.id === id);
  const [saved, { runs }] = await Promise.all([
    api.call('listDocuments', {}),
    api.call('listRuns', { search: present?.name ?? '' }),
  ]);
  const read = async (answer: Promise<{ json: string }>) => parseWorkflow((await answer).json);
  return [
    ...(present ? versionsOfOpen(present, api) : []),
    ...runs.filter(({ name }) => name === present?.name).map((run) => runVersion(run, read, api)),
    ...allDocuments()
      .filter((open) => open.id !== id)
      .map(
        (open): Version => ({ key: open.id, source: 'open', name: open.name, load: async () => open.history.present }),
      ),
    ...saved
      .filter(({ name }) => name !== present?.file?.name)
      .map(({ name, savedAt }: DocumentEntry): Version => {
        const load = () => read(api.call('openDocument', { name }));
        return { key: `own ${name}`, source: 'own', name, time: savedAt, load };
      }),
    ...templates.map((name): Version => {
      const load = () => read(api.call('openWorkflow', { name }));
      return { key: `template ${name}`, source: 'template', name, load };
    }),
  ];
}

function versionsOfOpen({ name, file, opened, history }: OpenDocument, api: HostApi): Version[] {
  const now: Version = { key: 'now', source: 'now', name, load: async () => history.present };
  if (file) {
    const load = async () => parseWorkflow((await api.call('openDocument', { name: file.name })).json);
    return [now, { key: 'saved', source: 'saved', name: file.name, load }];
  }
  return opened ? [now, { key: 'opened', source: 'opened', name, load: async () => opened }] : [now];
}

function runVersion(
  { runId, name, askedAt }: RunRecord,
  read: (answer: Promise<{ json: string }>) => Promise<Workflow>,
  api: HostApi,
): Version {
  return { key: runId, source: 'run', name, time: askedAt, load: () => read(api.call('openRun', { runId })) };
}
