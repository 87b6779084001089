import type { IncomingMessage, ServerResponse } from 'node:http';
import { IMPORT_PATH, INPUTS_PATH, LARGEST_IMPORT_BYTES, MEDIA_PATH, RESULTS_PATH } from '../core/host-api.ts';
import { sendEditorFile } from './editor-files.ts';
import { importMedia } from './import-media.ts';
import { keepInput } from './input-files.ts';
import { sendMediaFile } from './media-files.ts';
import { keepResult } from './result-files.ts';
import { checkSameOrigin } from './same-origin.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { SessionCookie } from './session-cookie.ts';

export interface RequestOptions {
  readonly port: number;
  readonly session: SessionCookie;
  readonly rendererFolder: string;
  readonly outputFolder: string;
  /** Pictures and videos for nodes to read. */
  readonly inputsFolder: string;
}

/** Answers one HTTP request: the token exchange, the editor's files, the output folder's media. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: RequestOptions,
): Promise<void> {
  setSecurityHeaders(response);
  try {
    await answer(request, response, options);
  } catch (error) {
    console.error('patchloom: a request failed:', error);
    if (response.headersSent) response.destroy();
    else refuse(response, 500, 'Something went wrong here; the terminal says what.');
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, options: RequestOptions): Promise<void> {
  const { port, session, rendererFolder, outputFolder, inputsFolder } = options;
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const isImport = path === IMPORT_PATH && request.method === 'PUT';
  const isInput = path.startsWith(INPUTS_PATH) && request.method === 'PUT';
  const isResult = path.startsWith(RESULTS_PATH) && request.method === 'PUT';
  const isBrought = isImport || isInput || isResult;
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isBrought)
    return refuse(response, 405, 'Only GET and HEAD are answered.');
  const origin = checkSameOrigin(request.headers, port, { originRequired: isBrought });
  if (!origin.ok) return refuse(response, 403, `${origin.reason}.`);

  const known = session.isIn(request.headers.cookie);
  const token = path === '/' ? new URLSearchParams(query).get('token') : null;
  if (token !== null) {
    const cookie = session.exchange(token);
    if (cookie) response.setHeader('Set-Cookie', cookie);
    // The redirect takes the token out of the address bar and the history.
    if (cookie || known) return redirectToEditor(response);
  }
  if (!known)
    return refuse(
      response,
      401,
      'Open the address that Patchloom printed when it started; it works once. Start it again for a new one.',
    );

  // What says how large it is need not be sent first.
  if (isBrought && Number(request.headers['content-length']) > LARGEST_IMPORT_BYTES)
    return refuse(response, 413, `Files up to ${LARGEST_IMPORT_BYTES / 1024 ** 2} MB are read.`);
  if (isImport) return importMedia(request, response);
  if (isInput) return keepInput(request, response, inputsFolder, path.slice(INPUTS_PATH.length));
  if (isResult) return keepResult(request, response, outputFolder, path.slice(RESULTS_PATH.length));
  const media = [
    [MEDIA_PATH, outputFolder],
    [INPUTS_PATH, inputsFolder],
  ] as const;
  const [prefix, folder] = media.find(([start]) => path.startsWith(start)) ?? [];
  const sent = prefix
    ? await sendMediaFile(request, response, folder, path.slice(prefix.length))
    : await sendEditorFile(request, response, rendererFolder, path);
  if (!sent) refuse(response, 404, 'There is nothing at this address.');
}

function redirectToEditor(response: ServerResponse): void {
  response.writeHead(303, { Location: '/', 'Cache-Control': 'no-store' }).end();
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${message}\n`);
}
