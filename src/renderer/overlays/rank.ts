import { single } from 'fuzzysort';

/** What a search finds things by; the first text weighs most. */
export interface Findable {
  readonly texts: readonly string[];
}

const WEIGHTS = [1, 0.9, 0.7, 0.5];
const LEAST_WEIGHT = 0.4;
const WORST_SCORE = 0.2;

/** The things of which one text has all that is searched for, best first; all of them in their order when nothing is. */
export function rank<T extends Findable>(things: readonly T[], search: string): T[] {
  const wanted = search.trim();
  if (wanted === '') return [...things];
  return things
    .map((thing) => ({ thing, score: scoreOf(thing, wanted) }))
    .filter(({ score }) => score >= WORST_SCORE)
    .sort((a, b) => b.score - a.score)
    .map(({ thing }) => thing);
}

function scoreOf({ texts }: Findable, wanted: string): number {
  return Math.max(...texts.map((text, index) => (single(wanted, text)?.score ?? 0) * (WEIGHTS[index] ?? LEAST_WEIGHT)));
}
