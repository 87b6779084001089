import { createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { toFailure, UserError } from '../core/errors.ts';
import { LARGEST_IMPORT_BYTES } from '../core/host-api.ts';

/** Writes what a request brings into a file; `UserError` when it is too large. */
export async function receiveBody(request: IncomingMessage, file: string): Promise<void> {
  let received = 0;
  await pipeline(
    request,
    async function* limit(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        received += chunk.length;
        if (received > LARGEST_IMPORT_BYTES) {
          const megabytes = LARGEST_IMPORT_BYTES / 1024 / 1024;
          throw new UserError(`The file is larger than ${megabytes} MB`, { hint: 'Open the workflow file instead.' });
        }
        yield chunk;
      }
    },
    createWriteStream(file),
  );
}

/** Answers with what `work` makes, or with what kept it from that. */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<object>,
): Promise<void> {
  let answer: object;
  try {
    answer = await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = toFailure(error);
    answer = { failure: { message, ...(hint === undefined ? {} : { hint }) } };
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(answer));
  // Of a file that is too large the rest is not waited for.
  if (!request.complete) request.destroy();
}
