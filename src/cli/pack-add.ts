import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isAbort, UserError } from '../core/errors.ts';
import type { AddedPack } from '../engine/hub/add-pack.ts';
import type { PackEvent } from '../engine/hub/pack-events.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import { packProgressReporter } from './pack-progress-reporter.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** `patchloom pack add`: the only command that reaches the network. */
export async function addPack(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('pack', args, {
    packs: { type: 'string' },
    file: { type: 'string', multiple: true, default: [] as string[] },
    name: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const [typed, ...more] = positionals;
  if (typed === undefined || more.length > 0) {
    throw new UsageError('patchloom pack add takes one model, such as hf:owner/name', { hint: seeHelp('pack') });
  }
  const [{ addPack: add }, { readHubSettings }, { parseReference }] = await Promise.all([
    import('../engine/hub/add-pack.ts'),
    import('../engine/hub/hub-settings.ts'),
    import('../engine/hub/reference.ts'),
  ]);
  const reference = asUsage(() => parseReference(typed));
  const settings = asUsage(() => readHubSettings(process.env, homedir()));
  const stop = listenForStop();
  try {
    const added = await add({
      reference,
      packsFolder: values.packs === undefined ? userPacksFolder() : resolve(values.packs),
      name: values.name,
      files: values.file,
      settings,
      signal: stop.signal,
      onEvent: values.json ? printEvent : packProgressReporter(process.stderr),
    });
    if (!values.json) process.stdout.write(`${added.folder}\n`);
    warnWithoutManifest(added);
    return 0;
  } catch (error) {
    if (!isAbort(error)) throw error;
    if (!values.json) process.stderr.write('What has come is kept: the same command goes on from here.\n');
    return 130;
  } finally {
    stop.dispose();
  }
}

/** What is wrong before anything was done is wrong use. */
function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UsageError(error.message, { ...(error.hint === undefined ? {} : { hint: error.hint }), cause: error });
  }
}

function printEvent(event: PackEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function warnWithoutManifest({ hasManifest, folder }: AddedPack): void {
  if (hasManifest) return;
  process.stderr.write(
    `There is neither a modelpack.json nor a model_index.json in it: Patchloom can't tell how the models are to be fed.\n` +
      `Write a modelpack.json into ${folder}; docs/model-packs.md says how.\n`,
  );
}
