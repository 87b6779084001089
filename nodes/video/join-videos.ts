import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, wire } from '../../src/core/ports.ts';
import { frameAt } from '../../src/core/video-frames.ts';

export default defineNode({
  id: 'video/join-videos',
  version: 1,
  title: 'Join Videos',
  summary: 'Puts one video after another.',
  inputs: {
    first: wire('video', 'The video that comes first.'),
    second: wire('video', 'The video that follows, of the same size.'),
    skip: int({
      default: 0,
      min: 0,
      max: 1024,
      unit: 'frames',
      help: 'How many frames at the start of the second are left out, because the first ends with them.',
    }),
  },
  outputs: { video: wire('video', 'Both, one after the other.') },
  async run({ first, second, skip }, ctx) {
    const { width, height } = first;
    if (second.width !== width || second.height !== height) {
      throw new UserError(
        `The first video is ${width} × ${height} pixels, the second ${second.width} × ${second.height}`,
        { hint: 'Make both of the same size.' },
      );
    }
    const video = await ctx.video.join(async (append) => {
      const copy = (from: typeof first, start: number) => {
        for (let index = start; index < from.frameCount; index++)
          append({ frames: frameAt(from, index), frameCount: 1, width, height });
      };
      copy(first, 0);
      copy(second, skip);
    });
    return { video };
  },
});
