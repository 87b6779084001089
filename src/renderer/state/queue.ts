import { create } from 'zustand';
import { EMPTY_QUEUE, type Queue } from '../../core/queue-api.ts';

/** What waits and what runs, as the host has it: all windows see the same queue. */
export const useQueue = create<Queue>()(() => EMPTY_QUEUE);

export function takeQueue(queue: Queue): void {
  useQueue.setState(queue, true);
}
