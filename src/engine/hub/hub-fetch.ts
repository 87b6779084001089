import { UserError } from '../../core/errors.ts';
import { untilAborted } from '../until-aborted.ts';
import type { HubSettings } from './hub-settings.ts';
import { TryAgain } from './retry.ts';

/** Asks the Hub. Follows redirects itself, as the token is for the Hub alone and must not reach the hosts it sends us on to. */
export async function hubFetch(
  { endpoint, token, offline }: HubSettings,
  address: string,
  { headers = {}, signal }: { headers?: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<Response> {
  if (offline) {
    throw new UserError('HF_HUB_OFFLINE forbids to fetch what the local cache lacks', {
      hint: 'Unset HF_HUB_OFFLINE.',
    });
  }
  const home = new URL(endpoint).origin;
  let url = new URL(address);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const authorization = token !== undefined && url.origin === home ? { authorization: `Bearer ${token}` } : {};
    const response = await fetchOnce(url, {
      headers: {
        'user-agent': 'patchloom',
        // What is hashed and counted are the bytes of the file, not of a packed form of it.
        'accept-encoding': 'identity',
        ...headers,
        ...authorization,
      },
      signal,
    });
    if (!REDIRECTS.has(response.status)) return response;
    letGo(response.body);
    url = nextAddress(url, response.headers.get('location'));
  }
  throw new TryAgain(`${url.host} sends from one address to the next without end`, { atMost: 2 });
}

/** Turns an answer that is none into the error it is. `home` answers for the Hub itself, other hosts for files. */
export async function refuseFailure(response: Response, settings: HubSettings, source: string): Promise<void> {
  if (response.ok) return;
  letGo(response.body);
  const { host, origin } = new URL(response.url || settings.endpoint);
  const { status } = response;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new TryAgain(
      status === 429 ? `${host} asks to be asked less often` : `${host} answers with error ${status}`,
      {
        waitSeconds: retryAfterSeconds(response.headers.get('retry-after'), Date.now()),
      },
    );
  }
  if (status === 416) throw new TryAgain(`${host} has fewer bytes of it than the Hub announced`, { atMost: 2 });
  // Addresses on other hosts are signed and run out; the next attempt asks the Hub for a new one.
  if (origin !== new URL(settings.endpoint).origin) throw new TryAgain(`${host} answers with error ${status}`);
  throw refusal(status, response.headers.get('x-error-code'), settings, source);
}

/** Reads no more of a body. Not waited for: on a connection that breaks at that moment the promise of `cancel` stays open for ever. */
export function letGo(body: { cancel(): Promise<void> } | null | undefined): void {
  // A connection that broke has no more to be cancelled, and says so.
  body?.cancel().catch(() => undefined);
}

const MOST_REDIRECTS = 8;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function nextAddress(from: URL, location: string | null): URL {
  if (location === null || !URL.canParse(location, from.href)) {
    throw new TryAgain(`${from.host} redirects to nowhere`, { atMost: 2 });
  }
  const next = new URL(location, from);
  const isSafe = next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol === 'http:');
  if (isSafe) return next;
  throw new UserError(`${from.host} redirects to ${next.protocol}//${next.host}, which is not encrypted`, {
    hint: 'That should not happen: check HF_ENDPOINT and the network you are on.',
  });
}

async function fetchOnce(url: URL, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response> {
  try {
    return await untilAborted(init.signal, fetch(url, { ...init, redirect: 'manual' }));
  } catch (error) {
    init.signal.throwIfAborted();
    throw networkFailure(url.host, error);
  }
}

/** What `fetch` says of a connection, in words. */
export function networkFailure(host: string, error: unknown, receivedBytes = 0): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(code)) {
    return new UserError(`${host} can't prove who it is (${code})`, {
      hint: 'Behind a proxy that opens encrypted connections, name its certificate in NODE_EXTRA_CA_CERTS.',
      cause: error,
    });
  }
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: `${host} refuses the connection`,
    ENOTFOUND: `there is no way to ${host}: its name is not known`,
    EAI_AGAIN: `there is no way to ${host}: its name can't be looked up`,
    ENETUNREACH: `there is no network to reach ${host}`,
    ETIMEDOUT: `${host} does not answer`,
    UND_ERR_CONNECT_TIMEOUT: `${host} does not answer`,
  };
  return new TryAgain(words[code] ?? `the connection to ${host} broke off`, { cause: error, receivedBytes });
}

/** `Retry-After`: seconds, or a date. */
export function retryAfterSeconds(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

function refusal(status: number, code: string | null, { endpoint, token }: HubSettings, source: string): UserError {
  const withToken = `set HF_TOKEN to a token of yours (${endpoint}/settings/tokens)`;
  if (code === 'GatedRepo') {
    return new UserError(`${source} is only for those who accepted its conditions`, {
      hint: `Accept them on its page at ${endpoint}${token === undefined ? `, then ${withToken}` : ''}.`,
    });
  }
  if (code === 'RevisionNotFound') {
    return new UserError(`${source}: there is no such branch, tag or commit`, { hint: 'Check what follows the “@”.' });
  }
  if (code === 'EntryNotFound') {
    return new UserError(`${source}: the Hub lists a file that it does not have`, { hint: 'Try again later.' });
  }
  if (status === 401 || status === 403 || status === 404) {
    // To those who may not see a model the Hub says the same as if there were none.
    return new UserError(`${source} is not on ${new URL(endpoint).host}, or you may not see it (error ${status})`, {
      hint: `Check the name${token === undefined ? `; for a private model, ${withToken}` : ' and whether your token is valid and may read it'}.`,
    });
  }
  return new UserError(`${source}: the Hub refuses (error ${status})`, { hint: `See its page at ${endpoint}.` });
}
