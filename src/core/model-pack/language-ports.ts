import type { ModelPackManifest } from '../model-pack.ts';
import type { Axis, ExpectedPort } from './expected-ports.ts';
import { cachePorts, type LanguageModelDeclaration } from './language.ts';

type Kind = Pick<ExpectedPort, 'type' | 'axes'>;

const one: Axis = { label: 'batch' };
const tokens: Axis = { label: 'tokens' };

/** What the manifest claims of the models around the generator: expander, captioner, upscaler. */
export function languagePorts(manifest: ModelPackManifest, latent: readonly Axis[]): ExpectedPort[] {
  const { expander, captioner, upscaler } = manifest;
  return [
    ...(expander ? languageModelPorts('expander', expander, []) : []),
    ...(captioner ? captionerPorts(captioner, latent) : []),
    ...(upscaler
      ? (['input', 'output'] as const).map((side) =>
          port('upscaler', upscaler.file, side, side, upscaler[side], { type: 'real', axes: clipAxes }),
        )
      : []),
  ];
}

const clipAxes: readonly Axis[] = [
  one,
  { label: 'colours', size: 3 },
  { label: 'frames' },
  { label: 'height' },
  { label: 'width' },
];

function captionerPorts(
  { encoder, decoder }: NonNullable<ModelPackManifest['captioner']>,
  latent: readonly Axis[],
): ExpectedPort[] {
  const place = 'captioner.encoder';
  const { file, positions, feeds } = encoder;
  return [
    port(place, file, 'input', 'latent', encoder.latent, { type: 'real', axes: latent }),
    ...(positions === undefined
      ? []
      : [
          port(place, file, 'input', 'positions', positions, {
            type: 'number',
            axes: [one, tokens, { label: '(t, y, x)', size: 3 }],
          }),
        ]),
    ...Object.keys(feeds).map((name) => port(place, file, 'output', `feeds.${name}`, name, { type: 'real' })),
    ...languageModelPorts('captioner.decoder', decoder, Object.values(feeds)),
  ];
}

/** `fed`: names of inputs that something else fills. */
function languageModelPorts(place: string, model: LanguageModelDeclaration, fed: readonly string[]): ExpectedPort[] {
  const { file, inputs, output } = model;
  const caches = cachePorts(model);
  const named = Object.entries(inputs).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return [
    ...named.map(([key, name]) =>
      port(place, file, 'input', `inputs.${key}`, name, { type: 'integer', axes: [one, tokens] }),
    ),
    port(place, file, 'output', 'output', output, { type: 'real', axes: [one, tokens, { label: 'vocabulary' }] }),
    ...caches.flatMap(({ input, output: next, dims }) => {
      const axes = dims.map((size) => (size === 0 ? tokens : { label: 'values', size }));
      // The first axis is the batch: 1 in the manifest, any size in the graph.
      const kind: Kind = { type: 'real', axes: [one, ...axes.slice(1)] };
      return [
        port(place, file, 'input', `cache.${input}`, input, kind),
        port(place, file, 'output', `cache.${next}`, next, kind),
      ];
    }),
    ...fed
      .filter((name) => !caches.some(({ input }) => input === name))
      .map((name) => port('captioner.encoder', file, 'input', 'feeds', name, { type: 'real' })),
  ];
}

function port(
  place: string,
  file: string,
  side: ExpectedPort['side'],
  field: string,
  name: string,
  kind: Kind,
): ExpectedPort {
  return { place: `${place}.${field}`, file, side, name, ...kind };
}
