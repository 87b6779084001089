import { UserError } from '../../core/errors.ts';
import { cachePorts, type LanguageModelDeclaration, type WordSampling } from '../../core/model-pack/language.ts';
import type { ModelSession, StopSignal } from '../../core/node-context.ts';
import { elementCount, intTensor, type Tensor, tensor } from '../../core/tensor.ts';
import { isFiniteData } from '../finite.ts';
import type { TorchGenerator } from '../random.ts';
import { chooseToken } from './choose-token.ts';

export interface WriteRequest {
  readonly session: ModelSession;
  readonly model: LanguageModelDeclaration;
  /** Tokens that are read first, at least one. */
  readonly prompt: readonly number[];
  readonly sampling: WordSampling;
  /** One draw of it chooses each token. */
  readonly generator: TorchGenerator;
  /** What something else has made, by the name of the model's input: the start of a cache, or what every call is given. */
  readonly given?: Readonly<Record<string, Tensor>>;
  readonly signal: StopSignal;
  /** Told after each token. */
  onToken?(written: readonly number[]): void;
}

/** The tokens that a language model writes after a prompt, up to one that ends the text, which is left out, or until there is no more room. */
export async function writeTokens(request: WriteRequest): Promise<readonly number[]> {
  const { session, model, prompt, sampling, generator, given = {}, signal, onToken } = request;
  const caches = cachePorts(model);
  const suppressed = new Set(model.suppress);
  const state = new Map(
    caches.map(({ input, dims }) => [input, given[input] ?? tensor(new Float32Array(elementCount(dims)), dims)]),
  );
  const constant = Object.fromEntries(Object.entries(given).filter(([name]) => !state.has(name)));
  const written: number[] = [];
  let unread = prompt;

  while (prompt.length + written.length < model.maxTokens) {
    signal.throwIfAborted();
    const read = readSoFar(model, state);
    const results = await session.run({
      ...constant,
      ...Object.fromEntries(state),
      ...tokenFeeds(model, unread, read),
    });
    for (const { input, output } of caches) state.set(input, outputNamed(results, output));
    const token = chooseToken(lastLogits(results, model), sampling, generator.uniform(1)[0] as number, suppressed);
    if (model.end.includes(token)) break;
    written.push(token);
    onToken?.(written);
    // Without a cache, all is read again.
    unread = caches.length > 0 ? [token] : [...prompt, ...written];
  }
  return written;
}

/** How many tokens a cache holds: the size of the axis that grows. */
function readSoFar(model: LanguageModelDeclaration, state: ReadonlyMap<string, Tensor>): number {
  const [first] = cachePorts(model);
  return first ? (state.get(first.input)?.dims[first.dims.indexOf(0)] ?? 0) : 0;
}

function tokenFeeds({ inputs }: LanguageModelDeclaration, ids: readonly number[], read: number) {
  const shape = [1, ids.length];
  const places = ids.map((_, index) => read + index);
  const seen = read + ids.length;
  return {
    [inputs.ids]: intTensor(ids, shape),
    ...(inputs.mask === undefined ? {} : { [inputs.mask]: intTensor(Array(seen).fill(1), [1, seen]) }),
    ...(inputs.positions === undefined ? {} : { [inputs.positions]: intTensor(places, shape) }),
  };
}

/** Those after the last token that was read. */
function lastLogits(results: Readonly<Record<string, Tensor>>, { output }: LanguageModelDeclaration): Float32Array {
  const { data, dims } = outputNamed(results, output);
  const logits = data.subarray(data.length - (dims.at(-1) as number));
  if (isFiniteData(logits)) return logits;
  throw new UserError('The language model gives values that are not finite numbers', {
    hint: 'The model file may be damaged: fetch the model pack again.',
  });
}

function outputNamed(results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = results[name];
  if (!found) throw new Error(`The language model has no output “${name}”`);
  return found;
}
