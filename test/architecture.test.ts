import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModule } from './support/read-module.ts';

interface Layer {
  readonly folder: string;
  /** Other layers it may import. */
  readonly layers: readonly string[];
  /** Packages it may import; `node:*` is all of Node. */
  readonly packages: readonly string[];
  /** Its files don't import each other. */
  readonly apart?: true;
  /** The same input gives the same result, always: no clock, no chance. */
  readonly pure?: true;
  /** No file of it has more lines. */
  readonly longest?: number;
}

/** Who may import whom. Type imports count: what a layer cannot name it cannot come to depend on. */
const LAYERS: readonly Layer[] = [
  { folder: 'src/core', layers: [], packages: ['zod'], pure: true },
  { folder: 'src/diffusion', layers: ['src/core'], packages: [], pure: true },
  { folder: 'nodes', layers: ['src/core', 'src/diffusion'], packages: [], apart: true, pure: true },
  { folder: 'src/sdk', layers: ['src/core', 'src/diffusion'], packages: [], pure: true },
  {
    folder: 'src/engine',
    layers: ['src/core', 'src/diffusion', 'nodes'],
    packages: [
      'node:*',
      'zod',
      'onnxruntime-node',
      '@huggingface/tokenizers',
      '@huggingface/hub',
      '@swc/wasm-typescript',
      'ffmpeg-static',
      '@ffmpeg-installer/ffmpeg',
    ],
  },
  { folder: 'src/server', layers: ['src/core', 'src/engine'], packages: ['node:*', 'ws', 'zod', 'libsql'] },
  { folder: 'src/cli', layers: ['src/core', 'src/engine', 'src/server'], packages: ['node:*'] },
  {
    folder: 'src/main',
    layers: ['src/core', 'src/engine', 'src/server'],
    packages: ['node:*', 'electron', 'zod'],
    longest: 150,
  },
  { folder: 'src/preload', layers: ['src/core'], packages: ['electron'] },
  {
    folder: 'src/renderer',
    layers: ['src/core'],
    packages: [
      'react',
      'react-dom',
      '@xyflow/react',
      '@dagrejs/dagre',
      'fflate',
      'fuzzysort',
      'marked',
      'zustand',
      'immer',
    ],
  },
];

/** What only one place may touch, whatever its layer allows. */
const DOORS: Readonly<Record<string, string | readonly string[]>> = {
  nodes: 'src/engine/catalogue.ts',
  'onnxruntime-node': 'src/engine/onnx/',
  '@huggingface/hub': 'src/engine/hub/hub-api.ts',
  '@swc/wasm-typescript': 'src/engine/own-nodes/strip-types.ts',
  'node:child_process': ['src/engine/ffmpeg.ts', 'src/engine/fork-executor.ts'],
  libsql: 'src/server/database.ts',
  'ffmpeg-static': 'src/engine/locate-ffmpeg.ts',
  '@ffmpeg-installer/ffmpeg': 'src/engine/locate-ffmpeg.ts',
  '@xyflow/react': 'src/renderer/canvas/',
};

/** Loads nodes that people have written, which no bundle can know. */
const DOOR_TO_OWN_NODES = 'src/engine/load-nodes.ts';

const LONGEST_FILE = 300;

describe('the layers', () => {
  const files = ['src', 'nodes'].flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/')),
  );

  test('there are files to check', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(files)('%s keeps to them', (file) => {
    expect(complaints(file, readFileSync(file, 'utf8'))).toEqual([]);
  });
});

describe('the check itself', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a file in no layer', 'src/misc/a.ts', '', ['is in no layer']],
    ['a file beside the layers', 'src/a.ts', '', ['is in no layer']],
    ['a shell that grows thick', 'src/main/a.ts', '\n'.repeat(151), ['has more than 150 lines']],
    ['core importing Node', 'src/core/a.ts', "import fs from 'node:fs';", ['must not import node:fs']],
    ['core importing Node without its prefix', 'src/core/a.ts', "import fs from 'fs';", ['must not import fs']],
    [
      'core importing the engine, for a type alone',
      'src/core/a.ts',
      "import type { Engine } from '../engine/engine.ts';",
      ['must not import src/engine'],
    ],
    [
      'a type named in place',
      'src/core/a.ts',
      "type E = import('../engine/engine.ts').Engine;",
      ['must not import src/engine'],
    ],
    ['a dynamic import', 'src/core/a.ts', "const e = await import('../cli/index.ts');", ['must not import src/cli']],
    [
      'exporting from another layer',
      'src/diffusion/a.ts',
      "export * from '../engine/a.ts';",
      ['must not import src/engine'],
    ],
    ['exporting a name from it', 'src/diffusion/a.ts', "export { a } from '../cli/a.ts';", ['must not import src/cli']],
    [
      'a module that only running tells',
      'src/engine/a.ts',
      'await import(name);',
      ['imports what cannot be read here'],
    ],
    ['leaving src', 'src/cli/a.ts', "import p from '../../package.json';", ['must not import package.json']],
    [
      'a node importing a node',
      'nodes/text/a.ts',
      "import { b } from './b.ts';\nexport default b;",
      ['must not import nodes'],
    ],
    [
      'a node importing Node',
      'nodes/text/a.ts',
      "import 'node:path';\nexport default 1;",
      ['must not import node:path'],
    ],
    [
      'a second door to the nodes',
      'src/engine/other.ts',
      "import.meta.glob('../../nodes/**/*.ts');",
      ['nodes is for src/engine/catalogue.ts alone'],
    ],
    [
      'a second door to the runtime',
      'src/engine/other.ts',
      "import type { Tensor } from 'onnxruntime-node';",
      ['onnxruntime-node is for src/engine/onnx/ alone'],
    ],
    [
      'a second door to ffmpeg, by name',
      'src/engine/other.ts',
      "requireModule('ffmpeg-static');",
      ['ffmpeg-static is for src/engine/locate-ffmpeg.ts alone'],
    ],
    [
      'starting programs',
      'src/server/other.ts',
      "import { spawn } from 'node:child_process';",
      ['node:child_process is for src/engine/ffmpeg.ts and src/engine/fork-executor.ts alone'],
    ],
    [
      'React Flow outside the canvas',
      'src/renderer/panels/a.tsx',
      "import { Handle } from '@xyflow/react';",
      ['@xyflow/react is for src/renderer/canvas/ alone'],
    ],
    ['Electron in the server', 'src/server/a.ts', "import { app } from 'electron';", ['must not import electron']],
    ['the window importing Node', 'src/renderer/a.ts', "import 'node:fs';", ['must not import node:fs']],
    ['a package that nothing allows', 'src/cli/a.ts', "import chalk from 'chalk';", ['must not import chalk']],
    [
      'an import without its extension',
      'src/cli/a.ts',
      "import { b } from './b';",
      ['imports ./b without its extension'],
    ],
    ['a default export', 'src/cli/a.ts', 'export default 1;', ['has a default export']],
    ['the clock in a node', 'nodes/text/a.ts', 'export default Date.now();', ['reads Date.now']],
    [
      'chance and the clock in the maths',
      'src/diffusion/a.ts',
      'const x = Math.random() + performance.now() + +new Date();',
      ['reads Math.random', 'reads performance.now', 'reads new Date'],
    ],
    ['too many lines', 'src/cli/a.ts', '\n'.repeat(LONGEST_FILE + 1), [`has more than ${LONGEST_FILE} lines`]],
    ['what does not parse', 'src/cli/a.ts', 'const = 1;', ['does not parse']],
  ])('finds %s', (_, file, source, expected) => {
    expect(complaints(file, source)).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ['its own layer', 'src/engine/a.ts', "import { b } from './b.ts';"],
    [
      'layers below, with styles and JSX',
      'src/renderer/a.tsx',
      "import './a.css';\nimport { b } from '../core/b.ts';\nexport const C = () => <b />;",
    ],
    ['part of a package', 'src/renderer/a.tsx', "import { createRoot } from 'react-dom/client';"],
    [
      'words in texts and comments',
      'src/core/a.ts',
      "// import 'node:fs'\nexport const a = \"import x from 'electron'; Math.random()\";",
    ],
    ['the clock where it is needed', 'src/engine/a.ts', 'export const now = () => performance.now();'],
    ['a file of exactly the longest length', 'src/cli/a.ts', '\n'.repeat(LONGEST_FILE)],
  ])('allows %s', (_, file, source) => {
    expect(complaints(file, source)).toEqual([]);
  });
});

/** Everything in which a file breaks the rules above. */
function complaints(file: string, source: string): string[] {
  const layer = layerOf(file);
  if (!layer) return ['is in no layer'];
  const length = source.split('\n').length - (source.endsWith('\n') ? 1 : 0);
  const longest = layer.longest ?? LONGEST_FILE;
  const found = length > longest ? [`has more than ${longest} lines`] : [];
  if (!/\.tsx?$/.test(file)) return found;
  const facts = readModule(file, source);
  if (facts.syntaxErrors.length > 0) return [...found, 'does not parse'];
  const guarded = facts.texts.filter(
    (text) => Object.hasOwn(DOORS, text) && !facts.requests.includes(text) && text !== 'nodes',
  );
  return [
    ...found,
    ...[...facts.requests, ...guarded].flatMap((request) => complaintAbout(layer, file, request)),
    ...(facts.hasDefaultExport && layer.folder !== 'nodes' ? ['has a default export'] : []),
    ...(layer.pure ? facts.impurities.map((impurity) => `reads ${impurity}`) : []),
  ];
}

function complaintAbout(layer: Layer, file: string, request: string | undefined): string[] {
  if (request === undefined) return file === DOOR_TO_OWN_NODES ? [] : ['imports what cannot be read here'];
  if (!request.startsWith('.'))
    return allowedPackage(layer, packageOf(request)) ? door(file, packageOf(request)) : [`must not import ${request}`];
  if (!/\.\w+$/.test(request)) return [`imports ${request} without its extension`];
  const target = path.posix.join(path.posix.dirname(file), request);
  const other = layerOf(target);
  if (other === layer) return layer.apart ? [`must not import ${layer.folder}`] : [];
  if (!other || !layer.layers.includes(other.folder)) return [`must not import ${other?.folder ?? target}`];
  return door(file, other.folder);
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.find(({ folder }) => file.startsWith(`${folder}/`));
}

function allowedPackage(layer: Layer, name: string): boolean {
  return layer.packages.includes(name) || (name.startsWith('node:') && layer.packages.includes('node:*'));
}

/** `react-dom/client` is part of `react-dom`. */
function packageOf(request: string): string {
  return request
    .split('/')
    .slice(0, request.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A place is a file or, with a slash at its end, a folder. */
function door(file: string, name: string): string[] {
  const places = [DOORS[name] ?? []].flat();
  const isAtDoor = places.some((place) => file === place || (place.endsWith('/') && file.startsWith(place)));
  return isAtDoor || places.length === 0 ? [] : [`${name} is for ${places.join(' and ')} alone`];
}
