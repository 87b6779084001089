import { activeWorkflow } from '../../core/active-workflow.ts';
import type { NodeSpecs } from '../../core/define-node.ts';
import { UserError } from '../../core/errors.ts';
import type { MemoryEstimate, MemoryPart } from '../../core/memory.ts';
import { MEMORY_PARTS } from '../../core/memory.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import { packReferences } from '../../core/pack-references.ts';
import type { Workflow } from '../../core/workflow.ts';
import { latentFramesOf } from '../../diffusion/latent-geometry.ts';
import { modelFiles } from '../model-content.ts';
import type { ModelPacks } from '../model-packs.ts';
import { HEAD_WIDTH, modelFacts } from './model-facts.ts';

// Measured with the built-in pack, as the largest size of the whole process, at one step (see docs/memory.md): 64 px 202 MB, 128 px
// 279 MB, 192 px 434 MB, 256 px 722 MB with 17 frames; 128 px with 65 frames 600 MB.
const PROGRAM_BYTES = 180e6;
/** Of decoding, per pixel of what is decoded at once: the network's widest layers, and the pixels as floats. */
const DECODE_BYTES_PER_PIXEL = 450;
/** Buffers as large as the last layer's input that a decoder holds at once; of a picture decoder with 32 channels 520 bytes were measured. */
const DECODE_BUFFERS = 4;
/** Buffers `[token, width]` that a transformer holds at once, and `[head, token, token]` where attention is not one operator. */
const [TOKEN_BUFFERS, ATTENTION_BUFFERS] = [30, 2];
/** Branches of guidance that go through the model together. */
const BRANCHES = 2;
const FLOAT = 4;
/** Longer clips lie on disk. */
const CLIP_BYTES_IN_MEMORY = 128 * 1024 ** 2;

interface ClipSize {
  readonly node: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** How many are sampled at once. */
  readonly batch: number;
}

/** What a valid workflow is expected to need at its worst moment. Packs that can't be read are left out: the run will say why. */
export async function estimateMemory(
  document: Workflow,
  specs: NodeSpecs,
  packs: ModelPacks,
  modelBudget: number,
): Promise<MemoryEstimate> {
  const workflow = activeWorkflow(document, specs);
  const size = largestClip(workflow, specs);
  const names = [...new Set(packReferences(workflow, specs).map(({ name }) => name))];
  const loaded = await Promise.all(names.map((name) => packs.load(name).catch(unreadable)));
  const parts: Record<MemoryPart, number> = { program: PROGRAM_BYTES, models: 0, sampling: 0, decoding: 0, frames: 0 };
  for (const pack of loaded) {
    if (!pack) continue;
    const bytes = modelBytes(pack, packs);
    // What is used longest ago is closed over the budget; one model is open in any case.
    parts.models += Math.min(sum(bytes), Math.max(modelBudget, ...bytes));
    if (!size) continue;
    parts.sampling = Math.max(parts.sampling, samplingBytes(pack, packs, size));
    parts.decoding = Math.max(parts.decoding, decodingBytes(pack, packs, size));
  }
  if (size) parts.frames = Math.min(CLIP_BYTES_IN_MEMORY, size.width * size.height * size.frames * 3);
  const inTurn = Math.min(parts.sampling, parts.decoding);
  return {
    peakBytes: sum(MEMORY_PARTS.map((part) => parts[part])) - inTurn,
    parts,
    ...(size ? { sizedBy: size.node } : {}),
  };
}

/** The largest clip that a node of the workflow is set to, where its size does not come by wire. */
function largestClip(workflow: Workflow, specs: NodeSpecs): ClipSize | undefined {
  const wired = new Set(workflow.edges.map(({ to }) => `${to.node}.${to.port}`));
  const clips = Object.entries(workflow.nodes).flatMap(([node, { type, widgets }]): ClipSize[] => {
    const inputs = specs.get(type)?.inputs ?? {};
    const [width, height, frames, all, items, item = 0] = ['width', 'height', 'frames', 'batch', 'items', 'item'].map(
      (name) => {
        const port = inputs[name];
        const isOwn = port?.kind === 'int' && !wired.has(`${node}.${name}`);
        const value = isOwn ? (widgets[name] ?? port.default) : undefined;
        return typeof value === 'number' ? value : undefined;
      },
    );
    // Of the items that Batch Noise counts, all are sampled at once, or a single one.
    const batch = all ?? (item < 0 ? items : undefined) ?? 1;
    return width && height && frames ? [{ node, width, height, frames, batch }] : [];
  });
  return clips.toSorted((a, b) => b.batch * pixelsOf(b) - a.batch * pixelsOf(a))[0];
}

function pixelsOf({ width, height, frames }: Pick<ClipSize, 'width' | 'height' | 'frames'>): number {
  return width * height * frames;
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

/** Bytes of each model that making a video from text opens. */
function modelBytes({ manifest, ...pack }: ModelPack, packs: ModelPacks): number[] {
  const encoders = Object.values(manifest.text?.encoders ?? {}).map(({ file }) => file);
  const keys = [...new Set([...encoders, manifest.denoiser.file, manifest.vae.decoder.file])];
  return keys.map((key) => modelFiles(packs.modelFile({ ...pack, manifest }, key))?.bytes ?? 0);
}

function samplingBytes(pack: ModelPack, packs: ModelPacks, { width, height, frames, batch }: ClipSize): number {
  const { latent, denoiser } = pack.manifest;
  const [patchFrames, patchHeight, patchWidth] = latent.patch.size;
  const tokens =
    Math.ceil(latentFramesOf(frames, latent) / patchFrames) *
    Math.ceil(height / latent.spatialStride / patchHeight) *
    Math.ceil(width / latent.spatialStride / patchWidth);
  const { width: modelWidth, hasFusedAttention } = modelFacts(packs.modelFile(pack, denoiser.file));
  const scores = hasFusedAttention ? 0 : (modelWidth / HEAD_WIDTH) * tokens ** 2 * ATTENTION_BUFFERS;
  return (tokens * modelWidth * TOKEN_BUFFERS + scores) * FLOAT * BRANCHES * batch;
}

function decodingBytes(pack: ModelPack, packs: ModelPacks, clip: ClipSize): number {
  const { decoder } = pack.manifest.vae;
  const { lastChannels } = modelFacts(packs.modelFile(pack, decoder.file));
  const perPixel = Math.max(DECODE_BYTES_PER_PIXEL, lastChannels * FLOAT * DECODE_BUFFERS);
  return pixelsOf(decodedAtOnce(pack, clip)) * perPixel;
}

/** What goes through the decoder in one call: pieces and tiles of what is larger. */
function decodedAtOnce(
  { manifest }: ModelPack,
  { width, height, frames }: ClipSize,
): Pick<ClipSize, 'width' | 'height' | 'frames'> {
  const { extent, tiling } = manifest.vae.decoder;
  const { temporalStride } = manifest.latent;
  const most = () => {
    switch (extent.kind) {
      case 'whole':
        return frames;
      case 'frames':
        return extent.perCall;
      case 'chunk':
        return extent.latentFrames * temporalStride;
      case 'stream':
        return extent.latentFrames * extent.framesPerStep;
    }
  };
  const side = (length: number) => Math.min(length, tiling?.size ?? length);
  return { width: side(width), height: side(height), frames: Math.min(frames, most()) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
