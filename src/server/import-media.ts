import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toFailure, UserError } from '../core/errors.ts';
import { type ImportAnswer, LARGEST_IMPORT_BYTES } from '../core/host-api.ts';
import { readCarriedWorkflow } from '../engine/carried-workflow.ts';

/** Takes a video or picture in, answers the workflow that it carries, and keeps nothing. */
export async function importMedia(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-import-'));
  let answer: ImportAnswer;
  try {
    const file = path.join(folder, 'media');
    await receive(request, file);
    answer = { json: await workflowIn(file) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = toFailure(error);
    answer = { failure: { message, ...(hint === undefined ? {} : { hint }) } };
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(answer));
  // Of a file that is too large the rest is not waited for.
  if (!request.complete) request.destroy();
}

async function receive(request: IncomingMessage, file: string): Promise<void> {
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

async function workflowIn(file: string): Promise<string> {
  const json = await readCarriedWorkflow(file).catch((error: unknown) => {
    if (!(error instanceof UserError) || error.message.includes('ffmpeg')) throw error;
    throw new UserError('This file is no video or picture that can be read', {
      hint: 'Choose a video or picture that Patchloom has made, or a workflow file.',
      cause: error,
    });
  });
  if (json !== undefined) return json;
  throw new UserError('There is no workflow in this file', {
    hint: 'Videos and pictures that Patchloom saves carry theirs; passing through another program may have removed it.',
  });
}
