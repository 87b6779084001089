import { isAbort } from '../core/errors.ts';
import type { Comparison } from '../engine/measure/compare-variants.ts';
import type { WrittenVariant } from '../engine/quantise/quantise-pack.ts';
import { packFolders } from './pack-folders.ts';
import { byteText } from './pack-progress-text.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** `patchloom pack quantize`: models of a pack in fewer bits, and what that saves and costs. */
export async function quantizePack(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('pack', args, {
    packs: { type: 'string', multiple: true, default: [] as string[] },
    model: { type: 'string' },
    int8: { type: 'boolean', default: false },
    int4: { type: 'boolean', default: false },
    undo: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError('patchloom pack quantize takes the name of one pack', { hint: seeHelp('pack') });
  }
  const [{ createModelPacks }, { quantisePack, removeVariants }, { compareVariants }] = await Promise.all([
    import('../engine/model-packs.ts'),
    import('../engine/quantise/quantise-pack.ts'),
    import('../engine/measure/compare-variants.ts'),
  ]);
  const packs = createModelPacks(packFolders(values.packs));
  const pack = await packs.load(name);
  const model = values.model ?? pack.manifest.denoiser.file;
  if (values.undo) {
    await removeVariants(packs, pack, model);
    return 0;
  }
  const precisions = (['int8', 'int4'] as const).filter((precision) => values[precision]);
  const stop = listenForStop();
  try {
    const written = await quantisePack(packs, pack, model, precisions.length === 0 ? ['int8'] : precisions);
    if (!values.json) process.stdout.write(written.map((variant) => sizeLine(model, variant)).join(''));
    const compared = await compareVariants(packs, await packs.load(name), stop.signal);
    if (values.json) process.stdout.write(`${JSON.stringify({ written, compared: compared ?? null })}\n`);
    else
      process.stdout.write(compared ? compareLine(written[0], compared) : 'Not compared: this pack wants a picture.\n');
    return 0;
  } catch (error) {
    if (isAbort(error)) return 130;
    throw error;
  } finally {
    stop.dispose();
  }
}

function sizeLine(model: string, { precision, path, bytes, originalBytes, layers }: WrittenVariant): string {
  return `${model} in ${precision}: ${byteText(originalBytes)} → ${byteText(bytes)}, ${layers} layers, ${path}\n`;
}

function compareLine(
  first: WrittenVariant | undefined,
  { steps, width, height, frames, milliseconds, decibels }: Comparison,
): string {
  const [original, variant] = milliseconds;
  const quality = Number.isFinite(decibels) ? `${decibels.toFixed(1)} dB PSNR` : 'no pixel differs';
  return (
    `${first?.precision} on this machine: ${original.toFixed(0)} → ${variant.toFixed(0)} ms per step, ` +
    `${(original / variant).toFixed(2)} times as fast; ${quality} (${steps} steps, ${width} × ${height}, ${frames} frames)\n`
  );
}
