// Draws the emoji named in the world's vocabulary as RGBA pictures: npm ci && node rasterize.mjs OUT_DIR
// Output: sprites.bin, uint8 premultiplied RGBA [object, 64, 64, 4], in the order of grammar.json.
import fs from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const outDir = process.argv[2] ?? 'data';
const iconSet = JSON.parse(
  fs.readFileSync(new URL('node_modules/@iconify-json/fluent-emoji-flat/icons.json', import.meta.url), 'utf8'),
);
const grammar = JSON.parse(fs.readFileSync(new URL('grammar.json', import.meta.url), 'utf8'));

function rasterize(iconName) {
  const icon = iconSet.icons[iconName];
  if (!icon) throw new Error(`fluent-emoji-flat has no icon “${iconName}”`);
  const width = icon.width ?? iconSet.width ?? 32;
  const height = icon.height ?? iconSet.height ?? 32;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="64" height="64">${icon.body}</svg>`;
  return Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: 64 } }).render().pixels);
}

fs.mkdirSync(outDir, { recursive: true });
fs.writeFileSync(path.join(outDir, 'sprites.bin'), Buffer.concat(grammar.objects.map((object) => rasterize(object.icon))));
console.log(`${grammar.objects.length} sprites in ${outDir}/sprites.bin`);
