// Fits how the latents of a pack look (“preview” in modelpack.json): linear least squares from latent cells to the mean colours of the
// pixels that they stand for, over a few clips that the pack makes itself. Usage: node scripts/fit-preview.mjs models/sprites
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.resolve(process.argv[2] ?? 'models/sprites');
const PROMPTS = [
  'a balloon rises up in a blue sky',
  'a pig moves right on green grass',
  'a lemon shrinks on a black background',
  'a red heart grows bigger on green grass',
  'a rocket rises up in a starry night',
  'a cat spins around in the snow',
  'a car moves left on yellow sand',
  'a tomato falls down on a white background',
];

const outDir = path.join(root, 'dist', 'bench');
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['onnxruntime-node', 'ffmpeg-static', '@ffmpeg-installer/ffmpeg'] },
  build: { ssr: path.join(root, 'bench', 'parts', 'engine.ts'), outDir, target: 'node20' },
});
const { openNodes } = await import('../bench/parts/run-nodes.mjs');
const parts = await import(pathToFileURL(path.join(outDir, 'engine.js')).href);
const nodes = openNodes(parts, [path.dirname(folder)]);

/** One equation per latent cell: its channels and a one, and the colours that are wanted. */
const equations = [];
const { model } = await nodes.run('model/load-model-pack', { name: path.basename(folder) });
const { latent: form, defaults } = model.manifest;
for (const [index, prompt] of PROMPTS.entries()) {
  const latent = await nodes.sample(model, prompt, { seed: index, steps: defaults.steps });
  const { video } = await nodes.run('video/vae-decode', { model, latent });
  addEquations(latent.samples, video);
}
await nodes.close();

const solved = leastSquares(equations, form.channels + 1);
const rounded = (row) => row.map((value) => Number(value.toFixed(4)));
const file = path.join(folder, 'modelpack.json');
const text = fs.readFileSync(file, 'utf8').replace(/ {2}"preview": \{[\s\S]*?\n {2}\},\n/, '');
const lines = solved.slice(0, -1).map((row) => `      [${rounded(row).join(', ')}]`);
const preview = `  "preview": {\n    "factors": [\n${lines.join(',\n')}\n    ],\n    "bias": [${rounded(solved.at(-1)).join(', ')}]\n  },\n`;
fs.writeFileSync(
  file,
  text.replace('  "defaults":', () => `${preview}  "defaults":`),
);
console.log(`${equations.length} cells, of the variance ${(100 * explained(solved)).toFixed(1)} % is explained`);

function addEquations({ data, dims }, video) {
  const [, channels, frames, rows, columns] = dims;
  const [sx, st] = [form.spatialStride, form.temporalStride];
  for (let frame = 0; frame < frames; frame++) {
    const last = form.frames === 'causal' ? frame * st : (frame + 1) * st - 1;
    const first = form.frames === 'causal' ? Math.max(0, last - st + 1) : frame * st;
    for (let cell = 0; cell < rows * columns; cell++) {
      const [top, left] = [Math.floor(cell / columns) * sx, (cell % columns) * sx];
      const colours = [0, 0, 0];
      for (let f = first; f <= last; f++)
        for (let y = top; y < top + sx; y++)
          for (let x = left; x < left + sx; x++)
            for (let c = 0; c < 3; c++)
              colours[c] += video.frames[((f * video.height + y) * video.width + x) * 3 + c] / 255;
      const count = (last - first + 1) * sx * sx;
      const values = Array.from({ length: channels }, (_, c) => data[(c * frames + frame) * rows * columns + cell]);
      equations.push({ values: [...values, 1], colours: colours.map((sum) => sum / count) });
    }
  }
}

/** Normal equations, solved by elimination with pivots; a little weight decay, as channels may depend on each other. */
function leastSquares(all, size) {
  const matrix = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 3 }, (_, column) => (row === column ? 1e-3 * all.length : 0)),
  );
  for (const { values, colours } of all) {
    const right = [...values, ...colours];
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size + 3; column++) matrix[row][column] += values[row] * right[column];
  }
  for (let pivot = 0; pivot < size; pivot++) {
    const best = matrix
      .slice(pivot)
      .reduce((b, row, i) => (Math.abs(row[pivot]) > Math.abs(matrix[b][pivot]) ? pivot + i : b), pivot);
    [matrix[pivot], matrix[best]] = [matrix[best], matrix[pivot]];
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let column = pivot; column < size + 3; column++) matrix[row][column] -= factor * matrix[pivot][column];
    }
  }
  return matrix.map((row, index) => row.slice(size).map((value) => value / row[index]));
}

function explained(factors) {
  const mean = [0, 1, 2].map((c) => equations.reduce((sum, { colours }) => sum + colours[c], 0) / equations.length);
  let [error, spread] = [0, 0];
  for (const { values, colours } of equations)
    for (let c = 0; c < 3; c++) {
      const guess = values.reduce((sum, value, index) => sum + value * factors[index][c], 0);
      error += (guess - colours[c]) ** 2;
      spread += (mean[c] - colours[c]) ** 2;
    }
  return 1 - error / spread;
}
