import { spawnSync } from 'node:child_process';
import { findFfmpeg } from '../../src/engine/ffmpeg.ts';

/** What a player sees, from ffmpeg's own report (ffprobe does not come with every ffmpeg). */
export async function probeVideo(path: string) {
  const { path: program } = await findFfmpeg();
  const { stderr } = spawnSync(program, ['-i', path, '-map', '0:v', '-f', 'null', '-'], { encoding: 'utf8' });
  const [codec, size, framesPerSecond] = /Video: (\w+).*?, (\d+x\d+)[, ].*? ([\d.]+) fps/.exec(stderr)?.slice(1) ?? [];
  const frames = [...stderr.matchAll(/frame= *(\d+)/g)].at(-1)?.[1];
  return { codec, size, framesPerSecond, frames };
}
