import { defineNode } from '../../src/core/define-node.ts';
import { choice, int, wire } from '../../src/core/ports.ts';
import { frameAt } from '../../src/core/video-frames.ts';
import { fitFrame } from '../../src/diffusion/image/resize-frame.ts';

export default defineNode({
  id: 'video/resize-video',
  version: 1,
  title: 'Resize Video',
  summary: 'Brings a video or picture to another size, such as one that a model can make.',
  inputs: {
    video: wire('video', 'The video or picture.'),
    width: int({ default: 64, min: 1, max: 8192, unit: 'px', help: 'Width of the result.' }),
    height: int({ default: 64, min: 1, max: 8192, unit: 'px', help: 'Height of the result.' }),
    fit: choice(['cover', 'contain', 'stretch'], {
      default: 'cover',
      help: 'cover: what is too much is cut off. contain: what is too little stays black. stretch: it is pulled into shape.',
    }),
  },
  outputs: { video: wire('video', 'The same frames in the new size.') },
  async run({ video, width, height, fit }, ctx) {
    const resized = await ctx.video.join(async (append) => {
      for (let index = 0; index < video.frameCount; index++) {
        ctx.signal.throwIfAborted();
        append({
          frames: fitFrame(frameAt(video, index), video, { width, height }, fit),
          frameCount: 1,
          width,
          height,
        });
        ctx.progress(index + 1, video.frameCount, 'frames');
      }
    });
    return { video: resized };
  },
});
