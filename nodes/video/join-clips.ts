import { defineNode } from '../../src/core/define-node.ts';
import { list, wire } from '../../src/core/ports.ts';
import { frameAt } from '../../src/core/video-frames.ts';
import { requireSameSize } from '../../src/diffusion/image/same-size.ts';

export default defineNode({
  id: 'video/join-clips',
  version: 1,
  title: 'Join Clips',
  summary: 'Plays the clips of a list one after the other, as one clip.',
  inputs: { clips: list('video', 'The clips, in their order, all of one size.') },
  outputs: { video: wire('video', 'The whole.') },
  async run({ clips }, ctx) {
    const { width, height } = requireSameSize(clips);
    const video = await ctx.video.join(async (append) => {
      for (const [index, clip] of clips.entries()) {
        ctx.signal.throwIfAborted();
        for (let frame = 0; frame < clip.frameCount; frame++) {
          append({ frames: frameAt(clip, frame), frameCount: 1, width, height });
        }
        ctx.progress(index + 1, clips.length, 'clips');
      }
    });
    return { video };
  },
});
