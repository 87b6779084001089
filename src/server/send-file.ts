import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseByteRange } from './byte-range.ts';

/** Sends a file or the part of it that was asked for: a video can only be seeked in when parts can be had. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  contentType: string,
): Promise<void> {
  const file = await fs.open(path);
  try {
    response.setHeader('Content-Type', contentType);
    response.setHeader('Accept-Ranges', 'bytes');
    await sendBytes(request, response, file);
  } finally {
    await file.close();
  }
}

async function sendBytes(request: IncomingMessage, response: ServerResponse, file: fs.FileHandle): Promise<void> {
  const { size } = await file.stat();
  const range = parseByteRange(request.headers.range, size);
  if (range.kind === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size - 1 };
  if (range.kind === 'part') response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  response.writeHead(range.kind === 'part' ? 206 : 200, { 'Content-Length': end - start + 1 });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  try {
    await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
  } catch (error) {
    // Players break off and ask for another part all the time.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
