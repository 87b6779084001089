import { untilAborted } from '../until-aborted.ts';
import type { ByteRange } from './byte-ranges.ts';
import { hubFetch, letGo, networkFailure, refuseFailure } from './hub-fetch.ts';
import type { HubSettings } from './hub-settings.ts';
import type { PartFile } from './part-file.ts';
import { guardRequest, type RequestGuard } from './request-guard.ts';
import { TryAgain } from './retry.ts';

/** What was fetched so far can't be gone on with: the server has another version now, or sends whole files only. */
export class StartAnew extends Error {}

export interface TransferRequest {
  readonly settings: HubSettings;
  readonly source: string;
  readonly address: string;
  /** Size of the whole file. */
  readonly bytes: number;
  readonly part: PartFile;
  readonly stallMilliseconds: number;
  readonly signal: AbortSignal;
  onBytes(): void;
}

/**
 * One request: fetches a range into the part. True when the server sent the whole file instead, which is only taken
 * while the part is empty. `TryAgain` when it broke off; what came until then is in the part.
 */
export async function transfer(range: ByteRange, request: TransferRequest): Promise<boolean> {
  const { settings, address, bytes, part } = request;
  const guard = guardRequest(request.signal, request.stallMilliseconds);
  try {
    const response = await hubFetch(settings, address, {
      headers: rangeHeaders(range, bytes, part.etag),
      signal: guard.signal,
    });
    guard.heard();
    const host = new URL(response.url || address).host;
    await refuseFailure(response, settings, request.source);
    const isWhole = response.status !== 206;
    try {
      checkAnswer(response, range, bytes, part, host);
    } catch (error) {
      letGo(response.body);
      throw error;
    }
    part.setEtag(response.headers.get('etag') ?? undefined);
    await receive(response, isWhole ? { start: 0, end: bytes } : range, host, request, guard);
    return isWhole;
  } catch (error) {
    request.signal.throwIfAborted();
    throw guard.signal.aborted && !(error instanceof TryAgain) ? guard.signal.reason : error;
  } finally {
    guard.dispose();
  }
}

/** `If-Range` makes a server that has another version by now send all of it instead of a piece that does not fit. */
function rangeHeaders({ start, end }: ByteRange, bytes: number, etag: string | undefined): Record<string, string> {
  if (start === 0 && end === bytes) return {};
  const isStrong = etag !== undefined && /^"[^"]*"$/.test(etag);
  return { range: `bytes=${start}-${end - 1}`, ...(isStrong ? { 'if-range': etag } : {}) };
}

function checkAnswer(response: Response, range: ByteRange, bytes: number, part: PartFile, host: string): void {
  const announced = announcedRange(response, bytes);
  if (announced === undefined)
    throw new TryAgain(`${host} does not say which part of the file it sends`, { atMost: 2 });
  if (announced.total !== bytes) {
    throw new TryAgain(`${host} has ${announced.total} bytes of it, the Hub announced ${bytes}`, { atMost: 2 });
  }
  if (response.status !== 206 && part.done.length > 0) {
    throw new StartAnew('the server sends the whole file, not the rest of it');
  }
  if (response.status === 206 && (announced.start !== range.start || announced.end > range.end)) {
    throw new TryAgain(`${host} sends another part of the file than was asked for`, { atMost: 2 });
  }
  const etag = response.headers.get('etag') ?? undefined;
  if (part.done.length > 0 && part.etag !== undefined && etag !== undefined && etag !== part.etag) {
    throw new StartAnew('the server has another version of the file by now');
  }
}

function announcedRange(response: Response, bytes: number): (ByteRange & { total: number }) | undefined {
  if (response.status === 206) {
    const [, start, last, total] =
      /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (start === undefined || last === undefined) return undefined;
    return { start: Number(start), end: Number(last) + 1, total: total === '*' ? bytes : Number(total) };
  }
  const length = response.headers.get('content-length');
  // The length of a packed answer is not that of the file.
  const total = length === null || response.headers.has('content-encoding') ? bytes : Number(length);
  return { start: 0, end: total, total };
}

async function receive(
  response: Response,
  range: ByteRange,
  host: string,
  { part, onBytes, signal }: TransferRequest,
  guard: RequestGuard,
): Promise<void> {
  let position = range.start;
  const received = () => position - range.start;
  const body = response.body?.getReader();
  try {
    while (body && position < range.end) {
      const { value, done } = await untilAborted(guard.signal, body.read()).catch((error: unknown) => {
        signal.throwIfAborted();
        if (guard.signal.aborted)
          throw new TryAgain((guard.signal.reason as Error).message, { receivedBytes: received() });
        throw networkFailure(host, error, received());
      });
      if (done) break;
      // More than was asked for is not looked at; the checksum tells whether the rest was right.
      const chunk = (value as Uint8Array).subarray(0, range.end - position);
      await part.write(position, chunk);
      position += chunk.length;
      guard.heard();
      onBytes();
    }
  } finally {
    letGo(body);
  }
  if (position < range.end) {
    throw new TryAgain(`${host} stopped ${range.end - position} bytes too early`, { receivedBytes: received() });
  }
}
