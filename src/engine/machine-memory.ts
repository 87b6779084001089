import { freemem, totalmem } from 'node:os';

/** Bytes of memory that programs on this machine may use: less than it has where a container sets a limit. */
export function memoryLimit(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  // Without a limit, systems answer 0 or a number larger than any memory.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Bytes that are free now, caches that give way counted in where the system tells. */
export function availableMemory(): number {
  return Math.min(process.availableMemory?.() ?? freemem(), memoryLimit());
}
