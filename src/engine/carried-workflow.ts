import { readFile, stat } from 'node:fs/promises';
import { readMetadata } from './ffmpeg.ts';
import type { Ffmpeg } from './locate-ffmpeg.ts';
import { WORKFLOW_METADATA_KEY } from './node-context.ts';
import { readPictureText } from './picture-metadata.ts';

/** Larger pictures than this are not read whole. */
const LARGEST_PICTURE_BYTES = 256 * 1024 * 1024;

/** The JSON text of the workflow that a video or picture carries, or undefined. What it is is told from its bytes. */
export async function readCarriedWorkflow(file: string, ffmpeg?: Ffmpeg): Promise<string | undefined> {
  if ((await stat(file)).size <= LARGEST_PICTURE_BYTES) {
    const picture = readPictureText(await readFile(file), WORKFLOW_METADATA_KEY);
    if (picture !== 'no-picture') return picture.text;
  }
  return readMetadata(file, WORKFLOW_METADATA_KEY, ffmpeg);
}
