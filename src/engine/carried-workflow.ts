import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../core/errors.ts';
import { WORKFLOW_METADATA_KEY } from './node-context.ts';
import { readPictureText } from './picture-metadata.ts';
import { readVideoText } from './video-metadata.ts';

/** Larger pictures than this are not read whole. */
const LARGEST_PICTURE_BYTES = 256 * 1024 * 1024;

/** The JSON text of the workflow that a video or picture carries, or undefined. What it is is told from its bytes. */
export async function readCarriedWorkflow(file: string): Promise<string | undefined> {
  const video = await readVideoText(file, WORKFLOW_METADATA_KEY);
  if (video !== 'no-video') return video.text;
  if ((await stat(file)).size <= LARGEST_PICTURE_BYTES) {
    const picture = readPictureText(await readFile(file), WORKFLOW_METADATA_KEY);
    if (picture !== 'no-picture') return picture.text;
  }
  throw new UserError('This file is no video or picture that can be read', {
    hint: 'Choose a video or picture that Patchloom has made, or a workflow file.',
  });
}
