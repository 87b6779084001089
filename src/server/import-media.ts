import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { ImportAnswer } from '../core/host-api.ts';
import { readCarriedWorkflow } from '../engine/carried-workflow.ts';
import { answerJson, receiveBody } from './receive-body.ts';

/** Takes a video or picture in, answers the workflow that it carries, and keeps nothing. */
export async function importMedia(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-import-'));
  try {
    await answerJson(request, response, async (): Promise<ImportAnswer> => {
      const file = path.join(folder, 'media');
      await receiveBody(request, file);
      return { json: await workflowIn(file) };
    });
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function workflowIn(file: string): Promise<string | null> {
  const json = await readCarriedWorkflow(file).catch((error: unknown) => {
    if (!(error instanceof UserError) || error.message.includes('ffmpeg')) throw error;
    throw new UserError('This file is no video or picture that can be read', {
      hint: 'Choose a video or picture that Patchloom has made, or a workflow file.',
      cause: error,
    });
  });
  return json ?? null;
}
