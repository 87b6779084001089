/** How much a step is needed, by those of its readers that need it most. */
export const Need = {
  /** All that read it stand on branches that were not chosen. */
  NotChosen: 0,
  /** All that would have read it have their results. */
  Cached: 1,
  /** It is on a branch of which it is not known yet whether it is chosen. */
  Open: 2,
  Run: 3,
} as const;
export type Need = (typeof Need)[keyof typeof Need];

/** How much each step of a plan is needed, as far as its readers have told. */
export class Needs {
  readonly #places: ReadonlyMap<string, number>;
  readonly #needs: Uint8Array;

  constructor(places: ReadonlyMap<string, number>) {
    this.#places = places;
    this.#needs = new Uint8Array(places.size);
  }

  at(place: number): Need {
    return this.#needs[place] as Need;
  }

  pass(node: string, need: Need): void {
    const place = this.#places.get(node) as number;
    if (need > this.at(place)) this.#needs[place] = need;
  }
}
