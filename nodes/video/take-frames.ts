import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { choice, int, wire } from '../../src/core/ports.ts';
import { frameAt } from '../../src/core/video-frames.ts';

export default defineNode({
  id: 'video/take-frames',
  version: 1,
  title: 'Take Frames',
  summary: 'Takes some frames from the start or the end of a video.',
  inputs: {
    video: wire('video', 'The video.'),
    from: choice(['start', 'end'], { default: 'end', help: 'Where the frames are taken from.' }),
    frames: int({ default: 5, min: 1, max: 1025, unit: 'frames', help: 'How many frames are taken.' }),
  },
  outputs: { video: wire('video', 'These frames, in their order.') },
  async run({ video, from, frames }, ctx) {
    if (frames > video.frameCount) {
      throw new UserError(`The video has ${video.frameCount} frames, ${frames} are to be taken`, {
        hint: 'Take fewer frames, or make a longer video.',
      });
    }
    const first = from === 'start' ? 0 : video.frameCount - frames;
    const { width, height } = video;
    const taken = await ctx.video.join(async (append) => {
      for (let index = first; index < first + frames; index++)
        append({ frames: frameAt(video, index), frameCount: 1, width, height });
    });
    return { video: taken };
  },
});
