import { UserError } from '../../core/errors.ts';
import type { DenoiserInput } from '../../core/model-pack/denoiser.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { Conditioning } from '../../core/values.ts';
import type { LatentDims } from './latent-layout.ts';

/** Numbers of one item of a batch, or of all of them where `shared`. */
export interface RoleValues {
  readonly values: ArrayLike<number>;
  /** Without the batch's axis. */
  readonly dims: readonly number[];
  /** Whether the input has no axis for the batch. */
  readonly shared?: true;
}

export interface RoleSource {
  readonly manifest: ModelPackManifest;
  readonly condition: Conditioning;
  /** The latent's shape, without joined channels. */
  readonly dims: LatentDims;
  readonly embeddedScale?: number | undefined;
}

/** What goes into an input that stays the same during a run. `UserError` when the conditioning lacks it. */
export function roleValues(
  input: Exclude<DenoiserInput, { role: 'latent' | 'timestep' }>,
  source: RoleSource,
): RoleValues {
  const { condition, dims, manifest } = source;
  const [, , frames, height, width] = dims;
  switch (input.role) {
    case 'context':
      return itemOf(condition.context ?? lacking(manifest, 'encoded text', 'Text Encoder'));
    case 'context_mask':
      return itemOf(condition.mask ?? lacking(manifest, 'encoded text', 'Text Encoder'));
    case 'pooled':
      return itemOf(condition.pooled ?? lacking(manifest, 'a text as one vector', 'Text Encoder'));
    case 'image_embed':
      return itemOf(condition.imageEmbed ?? lacking(manifest, 'an encoded picture', 'Image Conditioning'));
    case 'class_label':
      return single(condition.classLabel ?? lacking(manifest, 'a class', 'Class Label'));
    case 'noise_level':
      return single(condition.numbers?.noiseLevel ?? lacking(manifest, 'a noise level', 'Low-Resolution Conditioning'));
    case 'guidance':
      return single(scaleOf(source) * input.multiply);
    case 'guidance_embedding':
      return list(guidanceEmbedding(scaleOf(source), input.size));
    case 'time_ids':
      return list(input.values.map((value) => (typeof value === 'number' ? value : timeId(value, source))));
    case 'positions': {
      const rows = input.of === 'latent' ? latentPositions(source) : textPositions(condition, manifest);
      const values = { values: rows.flat(), dims: [rows.length, 3] };
      return input.batched ? values : { ...values, shared: true };
    }
    case 'video_coordinates': {
      const scale = coordinateScale(source);
      const rows = latentPositions(source);
      const values = scale.flatMap((factor, axis) => rows.map((row) => (row[axis] as number) * factor));
      return { values, dims: [3, rows.length] };
    }
    case 'rope_scale':
      return { ...list(coordinateScale(source)), shared: true };
    case 'latent_frames':
      return { ...single(frames), shared: true };
    case 'latent_height':
      return { ...single(height), shared: true };
    case 'latent_width':
      return { ...single(width), shared: true };
    case 'constant':
      return { values: [input.value].flat(), dims: input.dims, shared: true };
    case 'condition_mask':
    case 'rope_cos':
    case 'rope_sin':
      throw new UserError(`${manifest.title} wants ${input.role.replaceAll('_', ' ')}, which no node makes yet`, {
        hint: 'Export the model so that it works this out itself.',
      });
  }
}

/** Single numbers that a pack is told, where neither node nor pack says otherwise. */
const NUMBERS: Readonly<Record<string, number>> = {
  motionBucket: 127,
  noiseAugmentation: 0.02,
  aestheticScore: 6,
  cropTop: 0,
  cropLeft: 0,
};

function timeId(name: string, source: RoleSource): number {
  const { condition, manifest, dims } = source;
  const pixels = (cells: number) => cells * manifest.latent.spatialStride;
  const sizes: Readonly<Record<string, number>> = {
    width: pixels(dims[4]),
    originalWidth: pixels(dims[4]),
    height: pixels(dims[3]),
    originalHeight: pixels(dims[3]),
    framesPerSecond: framesPerSecond(source),
    'framesPerSecond-1': framesPerSecond(source) - 1,
  };
  return condition.numbers?.[name] ?? sizes[name] ?? (NUMBERS[name] as number);
}

function framesPerSecond({ condition, manifest }: RoleSource): number {
  return condition.numbers?.framesPerSecond ?? manifest.defaults.framesPerSecond;
}

/** Seconds per latent frame and pixels per cell, by which LTX scales positions. */
function coordinateScale(source: RoleSource): [number, number, number] {
  const { temporalStride, spatialStride } = source.manifest.latent;
  return [temporalStride / framesPerSecond(source), spatialStride, spatialStride];
}

/** (t, y, x) of each patch, in patches, in the order of the tokens. */
function latentPositions({ dims, manifest }: RoleSource): [number, number, number][] {
  const [frames, rows, columns] = manifest.latent.patch.size.map((size, axis) => (dims[axis + 2] as number) / size) as [
    number,
    number,
    number,
  ];
  return Array.from({ length: frames * rows * columns }, (_, token) => [
    Math.floor(token / (rows * columns)),
    Math.floor(token / columns) % rows,
    token % columns,
  ]);
}

function textPositions({ context }: Conditioning, manifest: ModelPackManifest): [number, number, number][] {
  const { dims } = context ?? lacking(manifest, 'encoded text', 'Text Encoder');
  return Array.from({ length: dims[1] ?? 0 }, () => [0, 0, 0]);
}

function scaleOf({ embeddedScale, manifest }: RoleSource): number {
  return embeddedScale ?? (manifest.guidance.mode === 'embedded' ? manifest.guidance.scale : 1);
}

/** Sines, then cosines of 1000·(scale − 1) at falling frequencies (latent consistency models, after Kingma et al. 2021). */
function guidanceEmbedding(scale: number, size: number): number[] {
  const half = Math.floor(size / 2);
  const angles = Array.from({ length: half }, (_, index) => 1000 * (scale - 1) * 10_000 ** (-index / (half - 1)));
  const values = [...angles.map(Math.sin), ...angles.map(Math.cos)];
  return size % 2 === 1 ? [...values, 0] : values;
}

function itemOf({ data, dims }: { data: ArrayLike<number | bigint>; dims: readonly number[] }): RoleValues {
  return { values: data instanceof Float32Array ? data : Array.from(data, Number), dims: dims.slice(1) };
}

function single(value: number): RoleValues {
  return { values: [value], dims: [] };
}

function list(values: readonly number[]): RoleValues {
  return { values, dims: [values.length] };
}

function lacking(manifest: ModelPackManifest, what: string, node: string): never {
  throw new UserError(`${manifest.title} wants ${what}, which its conditioning does not hold`, {
    hint: `Wire a conditioning that “${node}” has made.`,
  });
}
