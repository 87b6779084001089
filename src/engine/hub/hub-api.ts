import { listFiles, modelInfo } from '@huggingface/hub';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { RemoteFile } from './checksum.ts';
import { hubFetch, networkFailure, refuseFailure } from './hub-fetch.ts';
import type { HubSettings } from './hub-settings.ts';
import { describeReference, type HubReference, repositoryOf } from './reference.ts';
import { guardRequest } from './request-guard.ts';
import { type Patience, persist } from './retry.ts';

/** What a revision holds. */
export interface Listing {
  /** The commit that the revision stands for; files are fetched by it, so that they belong together. */
  readonly commit: string;
  readonly files: readonly RemoteFile[];
}

/** Asks the Hub which files a model has, how large they are and by which checksum they are known. */
export async function listRepository(
  settings: HubSettings,
  reference: HubReference,
  { signal, patience }: { signal: AbortSignal; patience: Patience },
): Promise<Listing> {
  const source = describeReference(reference);
  const fetch = libraryFetch(settings, source, { signal, patience });
  const common = { hubUrl: settings.endpoint, fetch };
  const name = repositoryOf(reference);
  const info = await modelInfo({ ...common, name, revision: reference.revision, additionalFields: ['sha'] }).catch(
    notUnderstood(source),
  );
  const commit = read(z.string().regex(COMMIT), info.sha, source);
  const files: RemoteFile[] = [];
  const entries = listFiles({ ...common, repo: { type: 'model', name }, revision: commit, recursive: true });
  try {
    for await (const entry of entries) {
      const { type } = read(entrySchema, entry, source);
      if (type === 'file') files.push(remoteFile(read(fileSchema, entry, source)));
      if (files.length > MOST_FILES)
        throw new UserError(`${source} has more than ${MOST_FILES} files`, {
          hint: 'Choose a repository that holds one model.',
        });
    }
  } catch (error) {
    notUnderstood(source)(error);
  }
  return { commit, files };
}

/** The address of a file at a commit. */
export function fileAddress({ endpoint }: HubSettings, reference: HubReference, commit: string, path: string): string {
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${repositoryOf(reference)}/resolve/${commit}/${escaped}`;
}

const MOST_FILES = 20_000;
const MOST_LISTING_BYTES = 64 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

const size = z.int().nonnegative();
const entrySchema = z.object({ type: z.string() });
const fileSchema = z.object({
  path: z.string().min(1),
  size,
  oid: z.string().regex(/^[0-9a-f]{40}$/),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size }).optional(),
});

function remoteFile({ path, size, oid, lfs }: z.infer<typeof fileSchema>): RemoteFile {
  return lfs
    ? { path, bytes: lfs.size, checksum: { kind: 'sha256', hex: lfs.oid } }
    : { path, bytes: size, checksum: { kind: 'git-blob-sha1', hex: oid } };
}

/** The `fetch` that the library uses: with our redirects, patience and errors; it never sees an answer that is not a success. */
function libraryFetch(
  settings: HubSettings,
  source: string,
  { signal, patience }: { signal: AbortSignal; patience: Patience },
): typeof globalThis.fetch {
  const home = new URL(settings.endpoint);
  return (input) => {
    const address = String(input instanceof Request ? input.url : input);
    // The next page of a list is an address that the server chose.
    if (new URL(address).origin !== home.origin)
      throw new NotUnderstood(`its list goes on at ${new URL(address).host}`);
    const ask = async () => {
      const guard = guardRequest(signal, patience.stallMilliseconds);
      try {
        const response = await hubFetch(settings, address, {
          headers: { accept: 'application/json' },
          signal: guard.signal,
        });
        await refuseFailure(response, settings, source);
        return new Response(await readText(response, home.host, guard), { headers: response.headers });
      } catch (error) {
        throw guard.signal.aborted ? guard.signal.reason : error;
      } finally {
        guard.dispose();
      }
    };
    return persist(source, ask, { patience, signal });
  };
}

async function readText(response: Response, host: string, guard: { heard(): void }): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      guard.heard();
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MOST_LISTING_BYTES) break;
    }
  } catch (error) {
    throw networkFailure(host, error);
  }
  if (text.length > MOST_LISTING_BYTES) throw new NotUnderstood('its list of files has no end');
  return text;
}

/** The server's answer is none that the Hub would give. */
class NotUnderstood extends Error {}

function read<T>(schema: z.ZodType<T>, data: unknown, source: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return notUnderstood(source)(new NotUnderstood(`${issue?.path.join('.') || 'answer'}: ${issue?.message}`));
}

/** What the library throws on answers without sense (JSON, dates) are errors of its own making. */
function notUnderstood(source: string): (error: unknown) => never {
  return (error) => {
    const isAnswer = error instanceof NotUnderstood || error instanceof SyntaxError || error instanceof TypeError;
    if (!isAnswer) throw error;
    throw new UserError(`${source}: the server’s answer is not a Hub’s (${error.message})`, {
      hint: 'Check HF_ENDPOINT, and whether the network you are on asks for a login first.',
      cause: error,
    });
  };
}
