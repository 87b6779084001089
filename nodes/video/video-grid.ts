import { defineNode } from '../../src/core/define-node.ts';
import { int, list, wire } from '../../src/core/ports.ts';
import type { Video } from '../../src/core/values.ts';
import { frameAt } from '../../src/core/video-frames.ts';
import { requireSameSize } from '../../src/diffusion/image/same-size.ts';

export default defineNode({
  id: 'video/video-grid',
  version: 1,
  title: 'Video Grid',
  summary: 'Shows the clips of a list side by side, in rows.',
  inputs: {
    videos: list('video', 'The clips, all of one size; a shorter one stays on its last frame.'),
    columns: int({ default: 0, min: 0, max: 32, help: 'How many stand in a row; 0 makes it about square.' }),
  },
  outputs: { video: wire('video', 'One clip as long as the longest. Places without a clip are black.') },
  async run({ videos, columns: wanted }, ctx) {
    const { width, height } = requireSameSize(videos);
    const columns = wanted === 0 ? Math.ceil(Math.sqrt(videos.length)) : Math.min(wanted, videos.length);
    const rows = Math.ceil(videos.length / columns);
    const frameCount = videos.reduce((most, video) => Math.max(most, video.frameCount), 0);
    const size = { width: width * columns, height: height * rows, frameCount: 1 };
    const video = await ctx.video.join(async (append) => {
      for (let frame = 0; frame < frameCount; frame++) {
        ctx.signal.throwIfAborted();
        append({ ...size, frames: gridFrame(videos, frame, columns, rows) });
        ctx.progress(frame + 1, frameCount, 'frames');
      }
    });
    return { video };
  },
});

/** One frame of all clips, `[rows·height, columns·width, 3]`. */
function gridFrame(videos: readonly Video[], frame: number, columns: number, rows: number): Uint8Array {
  const { width = 0, height = 0 } = videos[0] ?? {};
  const line = width * 3;
  const pixels = new Uint8Array(rows * height * columns * line);
  for (const [index, video] of videos.entries()) {
    const cell = frameAt(video, Math.min(frame, video.frameCount - 1));
    const start = Math.floor(index / columns) * height * columns * line + (index % columns) * line;
    for (let y = 0; y < height; y++) pixels.set(cell.subarray(y * line, (y + 1) * line), start + y * columns * line);
  }
  return pixels;
}
