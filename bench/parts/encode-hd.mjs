// Ten seconds of 1080p, made, kept and written in a process of its own, so that its memory can be told. Argument: the bundle of the bench.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const { encodeVideo, findFfmpeg, joinVideo } = await import(process.argv[2]);
const [width, height, frameCount, piece] = [1920, 1080, 240, 4];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));

/** Resident memory of this process and of those that it has started, in bytes. */
function residentBytes() {
  const children = fs.existsSync('/proc/self/task')
    ? fs.readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    : [];
  const sizes = children.map((id) => {
    const status = fs.existsSync(`/proc/${id}/status`) ? fs.readFileSync(`/proc/${id}/status`, 'utf8') : '';
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  });
  return { own: process.memoryUsage.rss(), ffmpeg: sizes.reduce((sum, size) => sum + size, 0) };
}

await findFfmpeg();
const idle = residentBytes().own;
let own = 0;
let together = 0;
const watch = () => {
  const now = residentBytes();
  own = Math.max(own, now.own - idle);
  together = Math.max(together, now.own - idle + now.ffmpeg);
};
const timer = setInterval(watch, 50);
const video = await joinVideo(folder, async (append) => {
  for (let first = 0; first < frameCount; first += piece) {
    const frames = new Uint8Array(piece * width * height * 3);
    for (let index = 0; index < frames.length; index++) frames[index] = (index + first * 97) >> 5;
    append({ frames, frameCount: piece, width, height });
    watch();
    await new Promise(setImmediate);
  }
});
await encodeVideo({
  video,
  path: path.join(folder, 'clip.mp4'),
  format: 'mp4',
  framesPerSecond: 24,
  quality: 16,
  metadata: {},
});
clearInterval(timer);
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify({ own: own / 1024 ** 2, together: together / 1024 ** 2 }));
