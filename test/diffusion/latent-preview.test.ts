import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readManifest } from '../../src/core/model-pack/read-manifest.ts';
import type { Video } from '../../src/core/values.ts';
import { latentToVideo, showLatent } from '../../src/diffusion/latent-preview.ts';

const factors: [number, number, number][] = [
  [0.5, 0, 0],
  [0, 0.25, 1],
];
const bias: [number, number, number] = [0.5, 0.5, 0];

test('each cell becomes a square whose colour is the weighted sum of its channels, clipped', () => {
  const latent = { data: Float32Array.of(1, -1, 0, 2, /* second channel */ 0, 1, -2, 4), dims: [1, 2, 2, 1, 2] };
  expect(latentToVideo(latent, { factors, bias }, 1)).toEqual({
    frames: Uint8Array.of(255, 128, 0, 0, 191, 255, 128, 0, 0, 255, 255, 255),
    frameCount: 2,
    width: 2,
    height: 1,
  });
});

test('what sampling has ended with is shown, for packs that say how', async () => {
  const latent = { data: Float32Array.of(1, -1), dims: [1, 2, 1, 1, 1] };
  const reading = readManifest(JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8')));
  if (!reading.ok) throw new Error('The built-in pack can be read');
  const { preview: _, ...bare } = reading.manifest;
  const seen: Video[] = [];
  const ctx = {
    preview: async (video: Video) => {
      seen.push(video);
    },
  };
  await showLatent(ctx, { ...bare, preview: { factors, bias } }, latent);
  await showLatent(ctx, bare, latent);
  expect(seen).toEqual([latentToVideo(latent, { factors, bias }, bare.latent.spatialStride)]);
});

test('cells are enlarged to the size that they stand for, but not beyond 256 pixels', () => {
  const latent = (rows: number, columns: number) => ({
    data: new Float32Array(2 * rows * columns),
    dims: [1, 2, 1, rows, columns],
  });
  const size = (rows: number, columns: number) => {
    const { width, height, frames } = latentToVideo(latent(rows, columns), { factors, bias }, 8);
    expect(frames.length).toBe(width * height * 3);
    return [width, height];
  };
  expect(size(8, 8)).toEqual([64, 64]);
  expect(size(45, 80)).toEqual([240, 135]);
  expect(size(1, 500)).toEqual([500, 1]);
});

test('the built-in pack says how its latents look', () => {
  const reading = readManifest(JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8')));
  expect(reading.ok && reading.manifest.preview?.factors.length).toBe(48);
});
