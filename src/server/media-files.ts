import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { fileBelow } from './file-below.ts';
import { FILE_POLICY } from './security-headers.ts';
import { sendFile } from './send-file.ts';

/** What is served of the output folder, by ending. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.gif': 'image/gif',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
};

/** Sends a video or picture from the output folder; false when there is none at that path. Nothing else in the folder is served. */
export async function sendMediaFile(
  request: IncomingMessage,
  response: ServerResponse,
  outputFolder: string,
  urlPath: string,
): Promise<boolean> {
  const file = await fileBelow(outputFolder, urlPath);
  const contentType = file && MEDIA_TYPES[path.extname(file).toLowerCase()];
  if (!file || !contentType) return false;
  response.setHeader('Content-Security-Policy', FILE_POLICY);
  response.setHeader('Cache-Control', 'no-cache');
  await sendFile(request, response, file, contentType);
  return true;
}
