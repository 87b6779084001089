import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchloom-bad-'));
  out = path.join(folder, 'out');
});
afterEach(() => rmSync(folder, { recursive: true }));

type Document = {
  nodes: Record<string, { type: string; version: number; position: number[]; widgets: Record<string, unknown> }>;
  edges: { from: string; to: string }[];
};

interface Case {
  readonly name: string;
  readonly change?: (document: Document) => void;
  /** Damages a copy of the model pack. */
  readonly damage?: (pack: string) => void;
  readonly options?: () => string[];
  readonly env?: () => Record<string, string>;
  readonly code: number;
  /** The node the message must name and words of the remedy. */
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  {
    name: 'a cycle',
    change: ({ nodes, edges }) => {
      nodes.again = { type: 'latent/patchify', version: 1, position: [0, 0], widgets: {} };
      edges.splice(0, edges.length, ...edges.filter((edge) => edge.to !== 'patchify.latent'));
      edges.push({ from: 'unpatchify.latent', to: 'patchify.latent' });
    },
    code: 2,
    says: [/in a circle: .*patchify.*sampler.*unpatchify/, /Remove one of these wires/],
  },
  {
    name: 'an unknown node',
    change: ({ nodes }) => Object.assign(nodes.decode ?? {}, { type: 'video/vae-decod' }),
    code: 2,
    says: [/^decode: There is no node type “video\/vae-decod”/m, /Did you mean video\/vae-decode\?/],
  },
  {
    name: 'a wrong type on a wire',
    change: ({ edges }) => {
      for (const edge of edges) if (edge.to === 'sampler.positive') edge.from = 'prompt.text';
    },
    code: 2,
    says: [/^sampler\.positive: .*“text” does not fit “conditioning”/m, /Text Encoder makes one/],
  },
  {
    name: 'a value out of range',
    change: ({ nodes }) => Object.assign(nodes.sampler?.widgets ?? {}, { steps: 0 }),
    code: 2,
    says: [/^sampler\.steps: 0 is too small: the smallest is 1/m],
  },
  {
    name: 'a missing file of the pack',
    damage: (pack) => rmSync(path.join(pack, 'vae_decoder.onnx')),
    code: 1,
    says: [/\bpack\b/, /vae_decoder\.onnx is missing/, /Fetch the pack again/],
  },
  {
    name: 'a truncated ONNX file',
    damage: (pack) => truncateSync(path.join(pack, 'denoiser.onnx'), 100_000),
    code: 1,
    says: [/\bpack\b/, /denoiser\.onnx is not an ONNX model/, /Fetch the pack again/],
  },
  {
    name: 'an output folder that cannot be written',
    options: () => {
      writeFileSync(path.join(folder, 'file'), '');
      return ['--out', path.join(folder, 'file/out')];
    },
    code: 1,
    // Said before an hour of sampling, not after it.
    says: [/^(?![\s\S]*sampler)/, /can't be written to/, /Choose another output folder/],
  },
  {
    name: 'an ffmpeg that fails',
    env: () => {
      const ffmpeg = path.join(folder, 'ffmpeg');
      writeFileSync(
        ffmpeg,
        '#!/bin/sh\nif [ "$1" = -version ]; then echo "ffmpeg version 7.0"; else echo "No space left on device" >&2; exit 1; fi\n',
      );
      chmodSync(ffmpeg, 0o755);
      return { FFMPEG_PATH: ffmpeg };
    },
    code: 1,
    says: [/\bsave\b/, /No space left on device/],
  },
];

// The failing ffmpeg is a shell script.
test.each(cases.filter(({ env }) => !env || process.platform !== 'win32'))(
  '$name: one message that names the place and the remedy, no file is left',
  async ({ change, damage, options, env, code, says }) => {
    const document = JSON.parse(readFileSync('workflows/text-to-video.json', 'utf8')) as Document;
    Object.assign(document.nodes.sampler?.widgets ?? {}, { steps: 1 });
    change?.(document);
    const file = path.join(folder, 'workflow.json');
    writeFileSync(file, JSON.stringify(document));
    const packs = path.join(folder, 'packs');
    if (damage) cpSync('models', packs, { recursive: true });
    damage?.(path.join(packs, 'sprites'));

    const args = ['run', file, '--out', out, ...(damage ? ['--packs', packs] : []), ...(options?.() ?? [])];
    const result = await runCli(args, { env: env?.() ?? {} });

    expect(result.code, result.stderr).toBe(code);
    for (const words of says) expect(result.stderr).toMatch(words);
    expect(result.stderr).not.toMatch(/^ {4}at /m);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  },
);
