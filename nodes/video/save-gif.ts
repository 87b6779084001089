import { defineNode } from '../../src/core/define-node.ts';
import { float, text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/save-gif',
  version: 1,
  title: 'Save GIF',
  summary:
    'Writes a GIF into the output folder, for places that take no video; the file carries the workflow that made it.',
  terminal: true,
  inputs: {
    video: wire('video', 'The frames to write.'),
    fps: float({ default: 8, min: 0.1, max: 50, unit: 'frames/s', help: 'How fast the frames are played.' }),
    name: text({
      default: '{workflow}-{counter}',
      help: 'File name below the output folder: {workflow}, {counter} and settings such as {noise.seed} are filled in; “/” makes folders.',
    }),
  },
  outputs: { file: wire('file', 'The file that was written.') },
  // The same frames under another name are another file.
  fingerprint: ({ name }, ctx) => ctx.video.fileName(name),
  async run({ video, fps, name }, ctx) {
    return { file: await ctx.video.savePicture(video, { format: 'gif', framesPerSecond: fps, name }) };
  },
});
