import type { Video } from '../../src/core/values.ts';

/** Frames of 320 × 240 that do not compress; `onFrame` hears of each that is handed over. */
export function noiseVideo(frameCount: number, onFrame: (index: number) => void = () => {}): Video {
  const [width, height] = [320, 240];
  const frame = (index: number) => {
    let state = index + 1;
    return Uint8Array.from({ length: width * height * 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
  };
  return {
    frameCount,
    width,
    height,
    frames: new Uint8Array(0),
    readFrame: (index) => {
      onFrame(index);
      return frame(index);
    },
  };
}
