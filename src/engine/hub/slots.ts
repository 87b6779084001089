/** A number of places of which each piece of work takes one: the connections that are open at once. */
export interface Slots {
  use<T>(work: () => Promise<T>): Promise<T>;
}

/** So many places; who comes first is served first. */
export function createSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];
  return {
    async use(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((served) => queue.push(served));
      try {
        return await work();
      } finally {
        const next = queue.shift();
        // The place is handed on, so that nobody who comes in between takes it.
        if (next) next();
        else free += 1;
      }
    },
  };
}
