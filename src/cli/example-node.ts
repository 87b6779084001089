/** The source of a node that works; `name` as in a file name. */
export function exampleNode(name: string): string {
  const title = name
    .split('-')
    .map((word) => (word[0] ?? '').toUpperCase() + word.slice(1))
    .join(' ');
  return `import { defineNode, float, frameAt, wire } from 'patchloom';

// What is declared here is what the editor shows; what “run” is given and must return follows from it.
export default defineNode({
  id: 'mine/${name}',
  version: 1,
  title: '${title}',
  summary: 'Makes a video lighter or darker.',
  inputs: {
    video: wire('video', 'The frames to change.'),
    brightness: float({ default: 1.2, min: 0, max: 4, step: 0.1, unit: '×', help: '1 changes nothing.' }),
  },
  outputs: { video: wire('video', 'The same frames, lighter or darker.') },
  async run({ video, brightness }, ctx) {
    const { width, height, frameCount } = video;
    // One frame at a time, so that a long clip need not fit into memory. What arrived is never written to.
    const changed = await ctx.video.join(async (append) => {
      for (let index = 0; index < frameCount; index++) {
        ctx.signal.throwIfAborted();
        ctx.progress(index, frameCount, 'frames');
        const frames = frameAt(video, index).map((value) => Math.min(255, Math.round(value * brightness)));
        append({ frames, frameCount: 1, width, height });
      }
    });
    await ctx.preview(changed);
    return { video: changed };
  },
});
`;
}
