import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
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
      return { json: (await readCarriedWorkflow(file)) ?? null };
    });
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
