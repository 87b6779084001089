import type { ModelPackManifest } from '../model-pack.ts';
import type { DenoiserInput } from './denoiser.ts';
import { languagePorts } from './language-ports.ts';
import type { TextEncoderDeclaration } from './text.ts';
import type { VaeDeclaration } from './vae.ts';

/** One axis: its name for people, and its size where the manifest fixes it. */
export interface Axis {
  readonly label: string;
  readonly size?: number;
}

/** What a graph must have for the manifest to be true. */
export interface ExpectedPort {
  /** Where the manifest says so. */
  readonly place: string;
  /** Key of the model file. */
  readonly file: string;
  readonly side: 'input' | 'output';
  readonly name: string;
  /** `number`: real or integer, as the graph likes. */
  readonly type: 'real' | 'integer' | 'number';
  /** Absent: any shape. */
  readonly axes?: readonly Axis[];
}

const batch: Axis = { label: 'batch' };
const tokens: Axis = { label: 'tokens' };
const features: Axis = { label: 'features' };
const exactly = (label: string, size: number): Axis => ({ label, size });

/** Everything that the manifest claims about its graphs. */
export function expectedPorts(manifest: ModelPackManifest): ExpectedPort[] {
  const encoders = Object.entries(manifest.text?.encoders ?? {});
  return [
    ...encoders.flatMap(([name, encoder]) => textEncoderPorts(`text.encoders.${name}`, encoder)),
    ...imagePorts(manifest),
    ...denoiserPorts(manifest),
    ...decoderPorts(manifest.vae, manifest.latent.channels),
    ...encoderPorts(manifest.vae, manifest.latent.channels),
    ...languagePorts(manifest, latentAxes(manifest, manifest.latent.channels)),
  ];
}

function textEncoderPorts(place: string, encoder: TextEncoderDeclaration): ExpectedPort[] {
  const { file, inputs, outputs, padding, maxTokens } = encoder;
  const axes = [batch, padding === 'max' ? exactly('tokens', maxTokens) : tokens];
  return [
    ...present(inputs).map(([key, name]) => input(`${place}.inputs.${key}`, file, name, 'integer', axes)),
    ...present(outputs).map(([key, name]) =>
      output(
        `${place}.outputs.${key}`,
        file,
        name,
        key === 'pooled' ? [batch, features] : [batch, axes[1] ?? tokens, features],
      ),
    ),
  ];
}

function imagePorts({ image }: ModelPackManifest): ExpectedPort[] {
  if (!image) return [];
  const { file, size } = image;
  return [
    input('image.input', file, image.input, 'real', [
      batch,
      exactly('colours', 3),
      exactly('height', size),
      exactly('width', size),
    ]),
    { place: 'image.output', file, side: 'output', name: image.output, type: 'real' },
  ];
}

function denoiserPorts(manifest: ModelPackManifest): ExpectedPort[] {
  const { file, inputs, concat, output: result } = manifest.denoiser;
  const { channels } = manifest.latent;
  const all = concat.reduce((sum, more) => sum + more.channels, channels);
  return [
    ...inputs.map((declared, index): ExpectedPort => {
      const { type, axes } = inputShape(declared, manifest, all);
      const port = { place: `denoiser.inputs.${index}`, file, side: 'input' as const, name: declared.name, type };
      return axes === undefined ? port : { ...port, axes };
    }),
    output('denoiser.output', file, result.name, latentAxes(manifest, result.learnedSigma ? 2 * channels : channels)),
  ];
}

function latentAxes({ latent }: ModelPackManifest, channels: number): Axis[] {
  const axes: Readonly<Record<string, Axis>> = {
    B: batch,
    C: exactly('channels', channels),
    F: { label: 'frames' },
    H: { label: 'height' },
    W: { label: 'width' },
  };
  if (latent.layout !== 'tokens') return [...latent.layout].map((letter) => axes[letter] as Axis);
  const [frames, height, width] = latent.patch.size;
  return [batch, tokens, exactly('features', channels * frames * height * width)];
}

type Shape = Pick<ExpectedPort, 'type' | 'axes'>;

function inputShape(declared: DenoiserInput, manifest: ModelPackManifest, channels: number): Shape {
  switch (declared.role) {
    case 'latent':
      return { type: 'real', axes: latentAxes(manifest, channels) };
    case 'timestep':
      return {
        type: 'number',
        axes: { scalar: [], one: [batch], batch: [batch], tokens: [batch, tokens] }[declared.shape],
      };
    case 'context':
      return { type: 'real', axes: [batch, tokens, features] };
    case 'context_mask':
      return { type: 'number', axes: [batch, tokens] };
    case 'pooled':
      return { type: 'real', axes: [batch, features] };
    case 'class_label':
    case 'noise_level':
      return { type: 'number', axes: [batch] };
    case 'guidance':
      return { type: 'real', axes: [batch] };
    case 'guidance_embedding':
      return { type: 'real', axes: [batch, exactly('values', declared.size)] };
    case 'time_ids':
      return { type: 'number', axes: [batch, exactly('values', declared.values.length)] };
    case 'positions': {
      const axes = [tokens, exactly('(t, y, x)', 3)];
      return { type: 'number', axes: declared.batched ? [batch, ...axes] : axes };
    }
    case 'video_coordinates':
      return { type: 'real', axes: [batch, exactly('(t, y, x)', 3), tokens] };
    case 'rope_scale':
      return { type: 'real', axes: [exactly('(t, y, x)', 3)] };
    case 'constant':
      return { type: 'number', axes: declared.dims.map((size) => exactly('values', size)) };
    case 'image_embed':
    case 'condition_mask':
    case 'rope_cos':
    case 'rope_sin':
      return { type: 'real' };
    case 'latent_frames':
    case 'latent_height':
    case 'latent_width':
      return { type: 'number' };
  }
}

function decoderPorts({ decoder }: VaeDeclaration, channels: number): ExpectedPort[] {
  const { file, extent, timestep } = decoder;
  const place = 'vae.decoder';
  const files = [file, ...(extent.kind === 'stream' && extent.init !== undefined ? [extent.init] : [])];
  const coded = codedAxes(extent.kind, exactly('channels', channels));
  return [
    ...files.flatMap((each) => [
      input(`${place}.input`, each, decoder.input, 'real', coded),
      output(`${place}.output`, each, decoder.output, codedAxes(extent.kind, exactly('colours', 3))),
    ]),
    ...(timestep ? [anyNumber(`${place}.timestep.input`, file, timestep.input)] : []),
    ...extentPorts(place, file, extent),
  ];
}

function encoderPorts({ encoder }: VaeDeclaration, channels: number): ExpectedPort[] {
  if (!encoder) return [];
  const { file, extent, gives } = encoder;
  const place = 'vae.encoder';
  const given = exactly('channels', gives === 'latent' ? channels : 2 * channels);
  return [
    input(`${place}.input`, file, encoder.input, 'real', codedAxes(extent.kind, exactly('colours', 3))),
    output(`${place}.output`, file, encoder.output, codedAxes(extent.kind, given)),
    ...extentPorts(place, file, extent),
  ];
}

function extentPorts(place: string, file: string, extent: VaeDeclaration['decoder']['extent']): ExpectedPort[] {
  if (extent.kind === 'frames' && extent.frameCountInput !== undefined)
    return [anyNumber(`${place}.extent.frameCountInput`, file, extent.frameCountInput)];
  if (extent.kind !== 'stream') return [];
  return extent.states.flatMap((state, index) => [
    anyNumber(`${place}.extent.states.${index}.input`, file, state.input),
    { ...anyNumber(`${place}.extent.states.${index}.output`, file, state.output), side: 'output' as const },
  ]);
}

function codedAxes(kind: string, channels: Axis): Axis[] {
  const size = [{ label: 'height' }, { label: 'width' }];
  return kind === 'frames' ? [{ label: 'frames' }, channels, ...size] : [batch, channels, { label: 'frames' }, ...size];
}

function input(
  place: string,
  file: string,
  name: string,
  type: ExpectedPort['type'],
  axes: readonly Axis[],
): ExpectedPort {
  return { place, file, side: 'input', name, type, axes };
}

function output(place: string, file: string, name: string, axes: readonly Axis[]): ExpectedPort {
  return { place, file, side: 'output', name, type: 'real', axes };
}

function anyNumber(place: string, file: string, name: string): ExpectedPort {
  return { place, file, side: 'input', name, type: 'number' };
}

function present(names: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
