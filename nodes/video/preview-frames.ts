import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/preview-frames',
  version: 1,
  title: 'Preview Frames',
  summary: 'Shows a few frames of a video, from first to last, without writing a file.',
  terminal: true,
  inputs: { video: wire('video', 'The frames to show.') },
  outputs: { video: wire('video', 'The same frames.') },
  async run({ video }, ctx) {
    await ctx.preview(video);
    return { video };
  },
});
