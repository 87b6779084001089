import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';

/** Where the Hub is and who asks: the environment variables that all of Hugging Face's own programs read. */
export interface HubSettings {
  /** Address without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** Nothing may be fetched; what the local cache holds may be used. */
  readonly offline: boolean;
  /** The cache of Hugging Face's own programs: never written to. */
  readonly cacheFolder: string;
}

/** Reads `HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`, `HF_HUB_CACHE`, `HF_TOKEN_PATH` and `HF_HUB_OFFLINE`. */
export function readHubSettings(variables: Readonly<Record<string, string | undefined>>, home: string): HubSettings {
  const folder = (name: string) => expandHome(variables[name], home);
  const hubHome = folder('HF_HOME') ?? path.join(folder('XDG_CACHE_HOME') ?? path.join(home, '.cache'), 'huggingface');
  const offline = /^(1|on|yes|true)$/i.test(variables.HF_HUB_OFFLINE ?? '');
  const endpoint = readEndpoint(variables.HF_ENDPOINT);
  const token = offline
    ? undefined
    : (readToken('HF_TOKEN', variables.HF_TOKEN) ??
      readTokenFile(folder('HF_TOKEN_PATH') ?? path.join(hubHome, 'token')));
  if (token !== undefined) refusePlainText(endpoint);
  return {
    endpoint,
    ...(token === undefined ? {} : { token }),
    offline,
    cacheFolder: folder('HF_HUB_CACHE') ?? path.join(hubHome, 'hub'),
  };
}

function expandHome(value: string | undefined, home: string): string | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  return path.resolve(value.replace(/^~(?=$|[/\\])/, () => home));
}

function readEndpoint(value: string | undefined): string {
  if (value === undefined || value.trim() === '') return 'https://huggingface.co';
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new UserError(`HF_ENDPOINT=${value} is not the address of a Hub`, {
      hint: 'Write it as https://hub.example.com, or unset it for huggingface.co.',
    });
  }
  return url.href.replace(/\/+$/, '');
}

function readTokenFile(file: string): string | undefined {
  return existsSync(file) ? readToken(file, readFileSync(file, 'utf8')) : undefined;
}

function readToken(place: string, value: string | undefined): string | undefined {
  const token = value?.trim();
  if (!token) return undefined;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError(`${place} does not hold a token`, { hint: 'A token is one word, such as hf_…' });
}

/** Everybody on the way could read the token. */
function refusePlainText(endpoint: string): void {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new UserError(`A token is not sent to ${endpoint}: the connection is not encrypted`, {
    hint: 'Use an https address in HF_ENDPOINT, or fetch without a token.',
  });
}
