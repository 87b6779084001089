import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';
import { frameAt } from '../../src/core/video-frames.ts';

export default defineNode({
  id: 'video/still-video',
  version: 1,
  title: 'Still Video',
  summary: 'Makes a video in which a picture stands still.',
  inputs: {
    picture: wire('video', 'The picture; of a video, the first frame.'),
    frames: int({ default: 5, min: 1, max: 1025, unit: 'frames', help: 'Length of the video.' }),
  },
  outputs: { video: wire('video', 'That frame, again and again.') },
  async run({ picture, frames }, ctx) {
    const { width, height } = picture;
    const still = { frames: frameAt(picture, 0), frameCount: 1, width, height };
    const video = await ctx.video.join(async (append) => {
      for (let index = 0; index < frames; index++) append(still);
    });
    return { video };
  },
});
