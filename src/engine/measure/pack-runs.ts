import { UserError } from '../../core/errors.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import { catalogue } from '../catalogue.ts';
import type { ModelPacks } from '../model-packs.ts';
import { createNodeContext, createNodeServices } from '../node-context.ts';
import { createSessions } from '../onnx/sessions.ts';

/** Runs of a pack as it declares itself, for measurements: the built-in nodes one by one, without a workflow. */
export interface PackRuns {
  /** A node with its defaults for what it is not given. */
  run(id: string, inputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** What Sample takes: the pack's own size, guidance and sampler, under a text or a class. */
  prepare(model: ModelPack): Promise<Prepared>;
  /** Time that a piece of work spends in models. */
  timed(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

export interface Prepared {
  readonly denoiser: unknown;
  readonly noise: unknown;
  readonly sampler: unknown;
  sigmas(steps: number): Promise<unknown>;
}

const ROUNDS = 3;
/** Steps in a row of the same model: after a run the threads of its session keep a core busy for a while, which the next session would pay for. */
const IN_A_ROW = 2;

/** Milliseconds inside the model for a step of each: the best of some in turns, so that what else the machine does hits both. */
export async function fasterOf(
  { run, timed }: PackRuns,
  both: readonly [Prepared, Prepared],
  rounds = ROUNDS,
): Promise<readonly [number, number]> {
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number];
  for (let round = 0; round <= rounds; round++) {
    for (const [which, { sigmas, ...inputs }] of both.entries()) {
      const oneStep = await sigmas(1);
      for (let again = 0; again < IN_A_ROW; again++) {
        const taken = await timed(() => run('sampling/sample', { ...inputs, sigmas: oneStep }));
        // The first may have to open the model.
        if (round > 0) best[which] = Math.min(best[which] as number, taken);
      }
    }
  }
  return best;
}

/** Why a pack can't be run by itself; undefined when it can. */
export function whyNotAlone({ manifest }: ModelPack): UserError | undefined {
  if (manifest.denoiser.concat.length === 0 && !manifest.image) return undefined;
  return new UserError(`${manifest.title} wants a picture, so that it can’t be measured by itself`, {
    hint: 'Measure it in a workflow: “MagCache Calibration” tells what MagCache takes.',
  });
}

export function openPackRuns(packs: ModelPacks, signal: AbortSignal): PackRuns {
  const sessions = createSessions();
  const services = createNodeServices(sessions, packs, '');
  const info = { name: 'measurement', workflowJson: '', settings: {} };
  const context = createNodeContext(services, info, { signal, onProgress() {}, onPreview() {}, onLog() {} });

  const run: PackRuns['run'] = async (id, inputs) => {
    const node = catalogue.get(id);
    if (!node) throw new Error(`There is no node ${id}`);
    const defaults = Object.entries(node.inputs).flatMap(([name, port]) =>
      port.kind === 'wire' ? [] : [[name, port.default]],
    );
    return node.run({ ...Object.fromEntries(defaults), ...inputs } as never, context);
  };

  return {
    run,
    async prepare(model) {
      const { text, defaults } = model.manifest;
      const { width, height, frames, negative: nothing } = defaults;
      const encode = async (words: string) =>
        (await run('conditioning/text-encoder', { model, text: words })).conditioning;
      const positive = text ? await encode('a cat') : (await run('conditioning/class-label', {})).conditioning;
      const negative = text ? await encode(nothing) : undefined;
      const { denoiser: plain } = await run('sampling/denoiser', { model, positive });
      const { denoiser } = await run('guidance/pack-guidance', { denoiser: plain, negative });
      const { sampler } = await run('sampling/sampler', { name: 'pack' });
      const { latent: noise } = await run('latent/noise-latent', { model, width, height, frames });
      const sigmas = async (steps: number) => (await run('sampling/sigmas', { model, steps, latent: noise })).sigmas;
      return { denoiser, noise, sampler, sigmas };
    },
    async timed(work) {
      const before = sessions.modelMilliseconds;
      await work();
      return sessions.modelMilliseconds - before;
    },
    close: () => services.close(),
  };
}
