import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { InputAnswer } from '../core/host-api.ts';
import { MEDIA_TYPES } from './media-files.ts';
import { answerJson, receiveBody } from './receive-body.ts';

/** Keeps a picture, video or LoRA that a node is to read, under its own name or one like it, and answers its path. */
export async function keepInput(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  urlName: string,
): Promise<void> {
  await answerJson(request, response, async (): Promise<InputAnswer> => {
    const file = await receiveNamed(request, folder, urlName, (ending, given) => {
      if (ending in MEDIA_TYPES || ending === '.safetensors') return;
      throw new UserError(`“${given}” is no picture, video or LoRA that can be kept here`, {
        hint: 'Choose an MP4, WebM, GIF, PNG, JPEG, WebP or safetensors file.',
      });
    });
    return { path: file };
  });
}

/**
 * Writes what a request brings into a folder, under the name that its URL gives or one like it; the path that it has there. `check` is given the
 * ending, in small letters, and throws where such files are not kept.
 */
export async function receiveNamed(
  request: IncomingMessage,
  folder: string,
  urlName: string,
  check: (ending: string, given: string) => void,
): Promise<string> {
  const given = decodeURIComponent(urlName);
  const name = safeName(given);
  check(name.ending, given);
  await fs.mkdir(folder, { recursive: true });
  const unfinished = path.join(folder, `.${randomUUID()}`);
  try {
    await receiveBody(request, unfinished);
    return await settle(unfinished, folder, name);
  } finally {
    await fs.rm(unfinished, { force: true });
  }
}

/** Letters, digits and a few signs of the name that it came with; the ending says what it is. */
function safeName(given: string): { readonly base: string; readonly ending: string } {
  const { name, ext } = path.parse(given.replaceAll('\\', '/').split('/').at(-1) ?? '');
  const ending = ext.toLowerCase();
  const base = name
    .replace(/[^\p{L}\p{N} _()-]/gu, '_')
    .slice(0, 80)
    .trim();
  return { base: base === '' ? '_' : base, ending };
}

/** The same file a second time stays one; another one of that name gets a number. */
async function settle(unfinished: string, folder: string, { base, ending }: ReturnType<typeof safeName>) {
  const content = await fs.readFile(unfinished);
  for (let count = 1; ; count++) {
    const file = path.join(folder, `${base}${count === 1 ? '' : `-${count}`}${ending}`);
    if (!existsSync(file)) {
      await fs.rename(unfinished, file);
      return file;
    }
    if (content.equals(await fs.readFile(file))) return file;
  }
}
