// Makes the app's icons from src/renderer/icon.svg, our own drawing: npm run icons
// Wants a Chromium (CHROMIUM_PATH, or one that `browser.mjs` finds).
import fs from 'node:fs';
import path from 'node:path';
import { openBrowser } from './browser.mjs';

const root = path.resolve(import.meta.dirname, '..');
const packaging = path.join(root, 'packaging');
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names for PNG pictures in an icon file, by their width in pixels. */
const MAC_TYPES = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };

const pictures = await drawPictures([...new Set([...LINUX_SIZES, ...WINDOWS_SIZES, ...Object.values(MAC_TYPES)])]);
fs.mkdirSync(path.join(packaging, 'icons'), { recursive: true });
for (const size of LINUX_SIZES)
  fs.writeFileSync(path.join(packaging, 'icons', `${size}x${size}.png`), pictures.get(size));
fs.writeFileSync(path.join(packaging, 'icon.ico'), windowsIcon(WINDOWS_SIZES));
fs.writeFileSync(path.join(packaging, 'icon.icns'), macIcon(MAC_TYPES));

/** The drawing as PNG pictures, by width. */
async function drawPictures(sizes) {
  const svg = fs.readFileSync(path.join(root, 'src/renderer/icon.svg'), 'utf8');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const drawn = new Map();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
      drawn.set(size, await page.screenshot({ omitBackground: true }));
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

/** An .ico file: a directory of 16 bytes a picture, then the pictures; 256 is written as 0. */
function windowsIcon(sizes) {
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  sizes.forEach((size, index) => {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(pictures.get(size).length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += pictures.get(size).length;
  });
  return Buffer.concat([header, ...sizes.map((size) => pictures.get(size))]);
}

/** An .icns file: pictures one after the other, each after its type and its length with these eight bytes. */
function macIcon(types) {
  const entries = Object.entries(types).map(([type, size]) => chunk(type, pictures.get(size)));
  return chunk('icns', Buffer.concat(entries));
}

function chunk(type, data) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}
