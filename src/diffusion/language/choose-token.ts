import type { WordSampling } from '../../core/model-pack/language.ts';

/**
 * The token that `draw`, from [0, 1), picks among those that a language model finds likely. `logits` has one value per token of the
 * vocabulary; `suppressed` ones are never picked. Temperature first, then the `topK` likeliest, then as many of the likeliest as
 * their shares add up to `topP` (nucleus sampling, Holtzman et al. 2020), as in Hugging Face's `generate`.
 */
export function chooseToken(
  logits: Float32Array,
  { temperature, topK, topP }: WordSampling,
  draw: number,
  suppressed: ReadonlySet<number> = new Set(),
): number {
  const ids = Array.from(logits, (_, id) => id).filter((id) => !suppressed.has(id));
  const likeliest = ids.sort((a, b) => (logits[b] as number) - (logits[a] as number));
  const best = likeliest[0];
  if (best === undefined) throw new Error('All tokens of the vocabulary are suppressed');
  if (temperature === 0) return best;
  const considered = topK > 0 ? likeliest.slice(0, topK) : likeliest;
  const weights = considered.map((id) => Math.exp(((logits[id] as number) - (logits[best] as number)) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  let nucleus = 0;
  let count = 0;
  while (count < weights.length && nucleus < topP * total) nucleus += weights[count++] as number;

  let rest = draw * nucleus;
  for (let index = 0; index < count; index++) {
    rest -= weights[index] as number;
    if (rest < 0) return considered[index] as number;
  }
  // Rounding can leave a trace of the last one's share.
  return considered[count - 1] as number;
}
