import { resolve } from 'node:path';
import { isAbort } from '../core/errors.ts';
import type { Pack } from '../core/pack-api.ts';
import type { PackEntry } from '../engine/hub/manage-packs.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import type { Command } from './command.ts';
import { addPack } from './pack-add.ts';
import { packFolders } from './pack-folders.ts';
import { byteText } from './pack-progress-text.ts';
import { quantizePack } from './pack-quantize.ts';
import { tunePack } from './pack-tune.ts';
import { parseArguments, seeHelp } from './parse-arguments.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

const ACTIONS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  add: addPack,
  list: listPacks,
  verify: verifyPack,
  quantize: quantizePack,
  tune: tunePack,
  remove: removePack,
};

export const packCommand: Command = {
  help: `Usage: patchloom pack add hf:OWNER/NAME[@REVISION] [options]
       patchloom pack list [--json]
       patchloom pack verify NAME
       patchloom pack quantize NAME [--int8] [--int4] [--model KEY] [--undo] [--json]
       patchloom pack tune NAME [--steps N] [--undo] [--json]
       patchloom pack remove NAME [--force]

“add” fetches a model from the Hugging Face Hub, or brings one up to date and mends it. Stopped or broken off, the same
command goes on where it was. Every file is checked against the Hub’s checksum before it gets its name.

“quantize” writes the linear layers of a pack’s denoiser in 8 bits, which is faster on processors, or in 4, which is smaller, beside
the original, lets it take the original’s place, and tells what that saves and costs. --undo takes it back.

“tune” measures once for all runs on this machine: whether the two halves of guidance had better go through the denoiser in one batch or
one after the other, and what MagCache takes. --undo forgets it.

  --packs DIR   folder that holds the packs (default: ${userPacksFolder()})
  --file GLOB   fetch only files that match; may be given several times (default: all but weights of other formats)
  --name NAME   name of the pack (default: that of the model)
  --json        print each event of “add”, the list, or what “quantize” or “tune” has measured, as JSON
  --model KEY   quantize another model of the pack, by its name in “files” of the manifest
  --force       remove a pack even with files in it that were not fetched

HF_TOKEN opens private and gated models, HF_ENDPOINT names another Hub, HF_HUB_OFFLINE=1 uses only what Hugging Face’s
own programs left in HF_HOME.

Exit code: 0 done, 1 failed, 2 wrong use, 130 stopped.
`,
  execute([action, ...args]) {
    const run = action !== undefined && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run) return run(args);
    throw new UsageError(
      action === undefined ? 'patchloom pack needs to know what to do' : `“patchloom pack ${action}” does not exist`,
      { hint: `There are: ${Object.keys(ACTIONS).join(', ')}. ${seeHelp('pack')}` },
    );
  },
};

async function listPacks(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('pack', args, {
    packs: { type: 'string', multiple: true, default: [] as string[] },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new UsageError('patchloom pack list takes options only', { hint: seeHelp('pack') });
  const { listPacks: list } = await import('../engine/hub/manage-packs.ts');
  const { describePacks } = await import('../engine/describe-packs.ts');
  const folders = packFolders(values.packs);
  const known = new Map((await describePacks(folders)).map(({ name, facts }) => [name, facts?.variants ?? []]));
  const packs = (await list(folders)).map((pack) => ({ ...pack, variants: known.get(pack.name) ?? [] }));
  process.stdout.write(values.json ? `${JSON.stringify(packs, null, 2)}\n` : packs.map(line).join(''));
  return 0;
}

type ListedPack = PackEntry & Pick<NonNullable<Pack['facts']>, 'variants'>;

function line({ name, state, source, bytes, folder, hasManifest, variants }: ListedPack): string {
  const also =
    variants.length > 0 ? `  (${variants.map(({ model, precision }) => `${model} in ${precision}`).join(', ')})` : '';
  const origin = state === 'unfinished' ? `${source}, not complete` : (source ?? 'not fetched');
  return `${name}  ${byteText(bytes)}  ${origin}  ${folder}${hasManifest || state === 'unfinished' ? '' : '  (no manifest)'}${also}\n`;
}

async function verifyPack(args: readonly string[]): Promise<number> {
  const { name, packs } = parseNamed('verify', args);
  const { verifyPack: verify } = await import('../engine/hub/manage-packs.ts');
  const stop = listenForStop();
  try {
    const problems = await verify(packs, name, stop.signal);
    if (problems.length === 0) process.stdout.write(`${name}: all files are right\n`);
    else {
      process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
      process.stderr.write('“patchloom pack add” with the same reference fetches what is wrong again.\n');
    }
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (isAbort(error)) return 130;
    throw error;
  } finally {
    stop.dispose();
  }
}

async function removePack(args: readonly string[]): Promise<number> {
  const { name, packs, force } = parseNamed('remove', args);
  const { removePack: remove } = await import('../engine/hub/manage-packs.ts');
  await remove(packs, name, { force });
  return 0;
}

function parseNamed(action: string, args: readonly string[]): { name: string; packs: string; force: boolean } {
  const { values, positionals } = parseArguments('pack', args, {
    packs: { type: 'string' },
    ...(action === 'remove' ? { force: { type: 'boolean' } } : {}),
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError(`patchloom pack ${action} takes the name of one pack`, { hint: seeHelp('pack') });
  }
  const packs = values.packs === undefined ? userPacksFolder() : resolve(String(values.packs));
  return { name, packs, force: 'force' in values && values.force === true };
}
