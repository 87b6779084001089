import { defineNode } from '../../src/core/define-node.ts';
import { file, int, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/load-video',
  version: 1,
  title: 'Load Video',
  summary: 'Reads the frames of a video or picture file.',
  inputs: {
    file: file({ accept: ['video', 'image'], help: 'An MP4, WebM, GIF, PNG or JPEG file of this machine.' }),
    start: int({
      default: 0,
      min: 0,
      max: 100_000,
      unit: 'frames',
      help: 'How many frames at the beginning are left out.',
    }),
    frames: int({ default: 17, min: 1, max: 1025, unit: 'frames', help: 'At most so many frames are read.' }),
  },
  outputs: { video: wire('video', 'The frames as they are in the file; of a picture one.') },
  fingerprint: ({ file: path }, ctx) => ctx.video.fileContent(path),
  async run({ file: path, start, frames }, ctx) {
    return { video: await ctx.video.load(path, { start, frames }) };
  },
});
