import { expect, test } from 'vitest';
import type { CanvasNode } from '../../src/renderer/canvas/canvas-node.ts';
import { minimapShapes } from '../../src/renderer/canvas/minimap.tsx';

test('the map is one shape for each colour, with frames below the cards: a thousand nodes are not a thousand elements', () => {
  const card = (tint: string | undefined, x: number) =>
    ({ type: 'card', position: { x, y: 2 }, width: 30, height: 40, data: { card: { tint } } }) as unknown as CanvasNode;
  const frame = { type: 'group-frame', position: { x: -5, y: -5 }, width: 90, height: 60 } as CanvasNode;
  expect(minimapShapes([card('text', 1), card('video', 50), frame, card('text', 100), card(undefined, 9)])).toEqual([
    ['minimap-box', 'M-5 -5h90v60h-90z'],
    ['minimap-node socket-text', 'M1 2h30v40h-30zM100 2h30v40h-30z'],
    ['minimap-node socket-video', 'M50 2h30v40h-30z'],
    ['minimap-node socket-unknown', 'M9 2h30v40h-30z'],
  ]);
});
