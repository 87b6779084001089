import { availableParallelism } from 'node:os';
import type { Lane } from '../core/define-node.ts';

/** How many nodes may run at once in each lane. One device runs one model at a time: two would only wait for each other. */
export const LANE_WIDTHS: Readonly<Record<Lane, number>> = { model: 1, cpu: Math.max(2, availableParallelism()) };

/** Steps that could run, by lane. Of those the earliest in the plan goes first, so that a branch is finished before the next begins. */
export class Lanes {
  readonly #lanes: Record<Lane, { free: number; readonly ready: MinHeap }> = {
    model: { free: LANE_WIDTHS.model, ready: new MinHeap() },
    cpu: { free: LANE_WIDTHS.cpu, ready: new MinHeap() },
  };

  /** A step, by its place in the plan, has all that it needs. */
  push(lane: Lane, place: number): void {
    this.#lanes[lane].ready.push(place);
  }

  /** A step that may start now; its lane has one place less until it is left. */
  enter(): { lane: Lane; place: number } | undefined {
    for (const name of ['model', 'cpu'] as const) {
      const lane = this.#lanes[name];
      if (lane.free === 0) continue;
      const place = lane.ready.pop();
      if (place === undefined) continue;
      lane.free--;
      return { lane: name, place };
    }
    return undefined;
  }

  leave(lane: Lane): void {
    this.#lanes[lane].free++;
  }
}

/** Numbers, smallest first. */
class MinHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above] as number;
      if (parent <= item) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && (items[below + 1] as number) < (items[below] as number)) below++;
      if ((items[below] as number) >= last) break;
      items[at] = items[below] as number;
      at = below;
    }
    items[at] = last;
    return first;
  }
}
