import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { ResultAnswer } from '../core/host-api.ts';
import { receiveNamed } from './input-files.ts';
import { MEDIA_TYPES } from './media-files.ts';
import { answerJson } from './receive-body.ts';

/** Keeps a video or picture that came with a shared workflow among the outputs, under its own name or one like it. */
export async function keepResult(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  urlName: string,
): Promise<void> {
  await answerJson(request, response, async (): Promise<ResultAnswer> => {
    const file = await receiveNamed(request, folder, urlName, (ending, given) => {
      if (ending in MEDIA_TYPES) return;
      throw new UserError(`“${given}” is no picture or video that can be kept here`, {
        hint: 'MP4, WebM, GIF, PNG, JPEG and WebP files are results.',
      });
    });
    const { size } = await fs.stat(file);
    const mediaType = MEDIA_TYPES[path.extname(file)] ?? '';
    return { file: { path: file, name: path.basename(file), mediaType, bytes: size } };
  });
}
