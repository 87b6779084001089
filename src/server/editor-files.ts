import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { fileBelow } from './file-below.ts';
import { sendFile } from './send-file.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
};

/** Sends a file of the built editor; false when there is none at that path. */
export async function sendEditorFile(
  request: IncomingMessage,
  response: ServerResponse,
  rendererFolder: string,
  urlPath: string,
): Promise<boolean> {
  const file = await fileBelow(rendererFolder, urlPath === '/' ? 'index.html' : urlPath.slice(1));
  const contentType = file && CONTENT_TYPES[path.extname(file)];
  if (!file || !contentType) return false;
  // The build puts a hash into the names of assets: they never change. The page that names them does.
  response.setHeader(
    'Cache-Control',
    urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  );
  await sendFile(request, response, file, contentType);
  return true;
}
