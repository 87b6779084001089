import type { SocketType, SocketValues } from './values.ts';

/** All socket types, in the order in which pickers show them. */
export const SOCKET_TYPES = [
  'text',
  'number',
  'boolean',
  'model',
  'conditioning',
  'denoiser',
  'sampler',
  'sigmas',
  'latent',
  'patches',
  'video',
  'file',
  'any',
] as const satisfies readonly SocketType[];

/** An answer with its reason, shown to people as it is. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

type Conversion = { readonly from: SocketType; readonly to: SocketType; readonly convert: (value: never) => unknown };

function conversion<From extends SocketType, To extends SocketType>(
  from: From,
  to: To,
  convert: (value: SocketValues[From]) => SocketValues[To],
): Conversion {
  return { from, to, convert };
}

/** Every conversion there is. A wire may connect what is the same or stands here, and nothing else. */
const CONVERSIONS: readonly Conversion[] = [
  conversion('number', 'text', String),
  conversion('boolean', 'text', String),
  conversion('boolean', 'number', Number),
  conversion('file', 'text', (file) => file.path),
];

function findConversion(from: SocketType, to: SocketType): Conversion | undefined {
  return CONVERSIONS.find((candidate) => candidate.from === from && candidate.to === to);
}

/** Whether an output of type `from` may be wired to an input of type `to`. What `any` is has to be known from elsewhere. */
export function canConnect(from: SocketType, to: SocketType): Verdict {
  if (from === to || from === 'any' || to === 'any' || findConversion(from, to)) return { ok: true };
  return { ok: false, reason: `“${from}” does not fit “${to}”${advice(to)}` };
}

/** Turns a value of type `from` into type `to`; only for pairs that `canConnect` allows. */
export function convertValue(value: unknown, from: SocketType, to: SocketType): unknown {
  if (from === to || to === 'any') return value;
  const found = findConversion(from, to);
  if (!found) throw new Error(`No conversion from ${from} to ${to}`);
  return found.convert(value as never);
}

/** Which node usually makes the value that an input wants. */
function advice(to: SocketType): string {
  const makers: Partial<Record<SocketType, string>> = {
    model: 'Load Model Pack',
    conditioning: 'Text Encoder',
    denoiser: 'Denoiser',
    sampler: 'Sampler',
    sigmas: 'Sigmas',
    latent: 'Noise Latent or Unpatchify',
    patches: 'Patchify',
    video: 'VAE Decode',
  };
  const maker = makers[to];
  return maker ? ` (${maker} makes one)` : '';
}
