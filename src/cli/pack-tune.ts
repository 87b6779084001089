import { isAbort } from '../core/errors.ts';
import type { Tuning } from '../engine/measure/tune-pack.ts';
import { packFolders } from './pack-folders.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** `patchloom pack tune`: measures a pack on this machine once, for all its runs. */
export async function tunePack(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('pack', args, {
    packs: { type: 'string', multiple: true, default: [] as string[] },
    steps: { type: 'string' },
    undo: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError('patchloom pack tune takes the name of one pack', { hint: seeHelp('pack') });
  }
  const steps = values.steps === undefined ? undefined : Number(values.steps);
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 2)) {
    throw new UsageError(`“${values.steps}” is no number of steps`, { hint: 'A whole number from 2 on.' });
  }
  const [{ createModelPacks }, { forgetTuning, tunePack: tune }] = await Promise.all([
    import('../engine/model-packs.ts'),
    import('../engine/measure/tune-pack.ts'),
  ]);
  const packs = createModelPacks(packFolders(values.packs));
  if (values.undo) {
    await forgetTuning(packs, name);
    return 0;
  }
  const stop = listenForStop();
  try {
    const tuning = await tune(packs, name, steps, stop.signal);
    process.stdout.write(values.json ? `${JSON.stringify(tuning)}\n` : lines(name, tuning));
    return 0;
  } catch (error) {
    if (isAbort(error)) return 130;
    throw error;
  } finally {
    stop.dispose();
  }
}

function lines(name: string, { branches, magnitudeRatios }: Tuning): string {
  const [least, most] = [Math.min(...magnitudeRatios), Math.max(...magnitudeRatios)];
  const guided = branches
    ? `guidance: ${branches.together.toFixed(0)} ms per step in one batch, ${branches.apart.toFixed(0)} in two passes; ` +
      `${branches.chosen === 'apart' ? 'two passes' : 'one batch'} from now on\n`
    : '';
  return `${guided}MagCache: ${magnitudeRatios.length} ratios from ${least.toFixed(3)} to ${most.toFixed(3)}, kept with ${name}\n`;
}
