import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/save-picture',
  version: 1,
  title: 'Save Picture',
  summary: 'Writes one frame as a PNG into the output folder; the file carries the workflow that made it.',
  terminal: true,
  inputs: {
    video: wire('video', 'The video that the frame is taken from.'),
    frame: int({ default: 0, min: 0, max: 1024, unit: 'frames', help: 'Which frame is written, the first being 0.' }),
    name: text({
      default: '{workflow}-{counter}',
      help: 'File name below the output folder: {workflow}, {counter} and settings such as {noise.seed} are filled in; “/” makes folders.',
    }),
  },
  outputs: { file: wire('file', 'The file that was written.') },
  // The same frame under another name is another file.
  fingerprint: ({ name }, ctx) => ctx.video.fileName(name),
  async run({ video, frame, name }, ctx) {
    if (frame >= video.frameCount) {
      throw new UserError(`The video has no frame ${frame}`, { hint: `Its last one is ${video.frameCount - 1}.` });
    }
    const size = video.width * video.height * 3;
    const still = { ...video, frames: video.frames.subarray(frame * size, (frame + 1) * size), frameCount: 1 };
    return { file: await ctx.video.savePicture(still, { format: 'png', framesPerSecond: 1, name }) };
  },
});
