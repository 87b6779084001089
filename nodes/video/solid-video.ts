import { defineNode } from '../../src/core/define-node.ts';
import { color, int, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'video/solid-video',
  version: 1,
  title: 'Solid Video',
  summary: 'Makes a video of one colour.',
  inputs: {
    color: color({ default: '#808080', help: 'The colour of every pixel.' }),
    width: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Width of the video.' }),
    height: int({ default: 64, min: 16, max: 4096, step: 16, unit: 'px', help: 'Height of the video.' }),
    frames: int({ default: 17, min: 1, max: 1025, unit: 'frames', help: 'Length of the video; 1 makes a picture.' }),
  },
  outputs: { video: wire('video', 'The frames.') },
  run({ color: hex, width, height, frames }) {
    const pixel = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
    const pixels = new Uint8Array(frames * height * width * 3).map((_, index) => pixel[index % 3] ?? 0);
    return { video: { frames: pixels, frameCount: frames, width, height } };
  },
});
