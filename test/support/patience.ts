import { expect } from 'vitest';

/** Everything takes its time on a machine that is busy with something else. */
export const PATIENCE = { timeout: 120_000 };

/** Waits until what is read is as expected. */
export const soon = <T>(read: () => Promise<T>) => expect.poll(read, PATIENCE);
