import { findFfmpeg } from '../../src/engine/ffmpeg.ts';
import type { Ffmpeg } from '../../src/engine/locate-ffmpeg.ts';

/** The ffmpeg that is here, allowed to read: in tests the files are our own, so that even the built-in one may. */
export async function locateForTests(): Promise<Ffmpeg> {
  return { ...(await findFfmpeg()), source: 'PATH' };
}
