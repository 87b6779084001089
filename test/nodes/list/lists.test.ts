import { describe, expect, test } from 'vitest';
import collect from '../../../nodes/list/collect.ts';
import numberRange from '../../../nodes/list/number-range.ts';
import pickItem from '../../../nodes/list/pick-item.ts';
import seeds from '../../../nodes/list/seeds.ts';
import textList from '../../../nodes/list/text-list.ts';
import joinTexts from '../../../nodes/text/join-texts.ts';
import joinClips from '../../../nodes/video/join-clips.ts';
import videoGrid from '../../../nodes/video/video-grid.ts';
import type { NodeContext } from '../../../src/core/node-context.ts';
import type { Video } from '../../../src/core/values.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';

const none = {} as NodeContext;
/** Joins in memory, as the engine does with clips that fit. */
const context = {
  signal: { aborted: false, throwIfAborted() {} },
  progress() {},
  video: {
    async join(work: (append: (piece: Video) => void) => Promise<void>): Promise<Video> {
      const pieces: Video[] = [];
      await work((piece) => pieces.push(piece));
      const [first] = pieces;
      return {
        ...(first as Video),
        frames: Uint8Array.from(pieces.flatMap(({ frames }) => [...frames])),
        frameCount: pieces.reduce((sum, { frameCount }) => sum + frameCount, 0),
      };
    },
  },
} as unknown as NodeContext;

/** A clip of single pixels, one frame for each grey. */
const clip = (...greys: number[]): Video => ({
  frames: Uint8Array.from(greys.flatMap((grey) => [grey, grey, grey])),
  frameCount: greys.length,
  width: 1,
  height: 1,
});

describe('lists', () => {
  test('texts are the lines, without spaces around them', () => {
    const lines = ' a panda \r\n\n b\rc';
    expect(textList.run({ lines, keepEmpty: false }, none)).toEqual({ texts: ['a panda', 'b', 'c'] });
    expect(textList.run({ lines, keepEmpty: true }, none)).toEqual({ texts: ['a panda', '', 'b', 'c'] });
    expect(textList.run({ lines: '', keepEmpty: false }, none)).toEqual({ texts: [] });
  });

  test('numbers stand at equal distances, without rests of binary fractions', () => {
    expect(numberRange.run({ start: 0.1, step: 0.1, count: 3 }, none)).toEqual({ numbers: [0.1, 0.2, 0.3] });
    expect(numberRange.run({ start: 5, step: -2, count: 4 }, none)).toEqual({ numbers: [5, 3, 1, -1] });
    expect(numberRange.run({ start: 5, step: 1, count: 0 }, none)).toEqual({ numbers: [] });
  });

  test('seeds count up, from the largest on to 0', () => {
    const max = Number.MAX_SAFE_INTEGER;
    expect(seeds.run({ seed: 7, count: 4, order: 'count up' }, none)).toEqual({ seeds: [7, 8, 9, 10] });
    expect(seeds.run({ seed: max - 1, count: 4, order: 'count up' }, none)).toEqual({ seeds: [max - 1, max, 0, 1] });
  });

  test('random seeds come from torch’s generator, and a longer list begins with the shorter one', async () => {
    const first = createGenerator(7);
    const half = () => Math.floor((first.uniform(1)[0] ?? 0) * 65536);
    const expected = half() * 65536 + half();
    const { seeds: two } = await seeds.run({ seed: 7, count: 2, order: 'random' }, none);
    const { seeds: five } = await seeds.run({ seed: 7, count: 5, order: 'random' }, none);
    expect(two[0]).toBe(expected);
    expect(five.slice(0, 2)).toEqual(two);
    expect(new Set(five).size).toBe(5);
  });

  test('are gathered in order, joined, and picked from either end', () => {
    expect(collect.run({ first: [1, 2], second: [], third: ['x'], fourth: [3] }, none)).toEqual({
      items: [1, 2, 'x', 3],
    });
    expect(joinTexts.run({ texts: ['a', 'b', 'c'], between: ' and ' }, none)).toEqual({ text: 'a and b and c' });
    const pick = (number: number) => pickItem.run({ items: ['a', 'b'], number }, none);
    expect([pick(1), pick(2), pick(-1)]).toEqual([{ item: 'a' }, { item: 'b' }, { item: 'b' }]);
    expect(() => pick(0)).toThrow('There is no item 0: the list has 2');
    expect(() => pick(3)).toThrow('There is no item 3: the list has 2');
  });
});

describe('clips', () => {
  const frames = async (given: Promise<{ video: Video }> | { video: Video }) => {
    const { video } = await given;
    const pixels = [...video.frames].filter((_, index) => index % 3 === 0);
    return { size: [video.width, video.height, video.frameCount], pixels };
  };

  test('play one after the other', async () => {
    expect(await frames(joinClips.run({ clips: [clip(1, 2), clip(3)] }, context))).toEqual({
      size: [1, 1, 3],
      pixels: [1, 2, 3],
    });
  });

  test('stand side by side, a shorter one on its last frame, an empty place black', async () => {
    const videos = [clip(1, 2), clip(3), clip(4, 5)];
    expect(await frames(videoGrid.run({ videos, columns: 0 }, context))).toEqual({
      size: [2, 2, 2],
      pixels: [1, 3, 4, 0, 2, 3, 5, 0],
    });
    expect(await frames(videoGrid.run({ videos, columns: 32 }, context))).toEqual({
      size: [3, 1, 2],
      pixels: [1, 3, 4, 2, 3, 5],
    });
  });

  test('of different sizes are refused', async () => {
    const wide = { ...clip(1, 2), width: 2, frameCount: 1 };
    await expect(async () => videoGrid.run({ videos: [clip(1), wide], columns: 0 }, context)).rejects.toThrow(
      'The clips differ in size: 1 × 1 and 2 × 1 pixels',
    );
    await expect(async () => joinClips.run({ clips: [] }, context)).rejects.toThrow('There is no clip in the list');
  });
});
