import { defineNode } from '../../src/core/define-node.ts';
import { choice, float, int, text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/save-video',
  version: 1,
  title: 'Save Video',
  summary: 'Writes a video file into the output folder; the file carries the workflow that made it.',
  terminal: true,
  inputs: {
    video: wire('video', 'The frames to write.'),
    fps: float({ default: 8, min: 0.1, max: 240, unit: 'frames/s', help: 'How fast the frames are played.' }),
    format: choice(['mp4', 'webm'], { default: 'mp4', help: 'mp4: H.264, plays everywhere. webm: VP9.' }),
    quality: int({
      default: 16,
      min: 1,
      max: 51,
      help: 'Constant rate factor: 1 is nearly lossless and large, 51 small and bad.',
    }),
    name: text({
      default: '{workflow}-{counter}',
      help: 'File name below the output folder: {workflow}, {counter} and settings such as {noise.seed} are filled in; “/” makes folders.',
    }),
  },
  outputs: { file: wire('file', 'The file that was written.') },
  // The same frames under another name are another file.
  fingerprint: ({ name }, ctx) => ctx.video.fileName(name),
  async run({ video, fps, format, quality, name }, ctx) {
    return { file: await ctx.video.save(video, { framesPerSecond: fps, format, quality, name }) };
  },
});
