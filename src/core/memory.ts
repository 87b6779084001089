import { z } from 'zod';

/** What takes memory in a run. */
export const MEMORY_PARTS = ['program', 'models', 'sampling', 'decoding', 'frames'] as const;
export type MemoryPart = (typeof MEMORY_PARTS)[number];

/** What a run is expected to need at its worst moment; within a factor of two. */
export interface MemoryEstimate {
  readonly peakBytes: number;
  /** Bytes by part; sampling and decoding don't happen at once, so that only the larger counts. */
  readonly parts: Readonly<Record<MemoryPart, number>>;
  /** The node that decides the size of the clip. */
  readonly sizedBy?: string;
}

export const memoryWarning = z.object({
  /** The node to change. */
  node: z.string().optional(),
  message: z.string(),
  hint: z.string(),
});
/** That a run may need more memory than there is. It can be run all the same. */
export type MemoryWarning = z.infer<typeof memoryWarning>;

const WHAT: Readonly<Record<MemoryPart, string>> = {
  program: 'Patchloom itself',
  models: 'the models',
  sampling: 'sampling',
  decoding: 'decoding',
  frames: 'the frames',
};

/** What to say about an estimate on a machine with so many bytes; nothing when it fits. */
export function warnOfMemory(
  { peakBytes, parts, sizedBy }: MemoryEstimate,
  limitBytes: number,
): MemoryWarning | undefined {
  if (peakBytes <= limitBytes) return undefined;
  const largest = MEMORY_PARTS.reduce((most, part) => (parts[part] > parts[most] ? part : most));
  const [needed, share, limit] = [peakBytes, parts[largest], limitBytes].map(gigabytes);
  return {
    ...(sizedBy === undefined ? {} : { node: sizedBy }),
    message: `This may need ${needed} GB of memory (${WHAT[largest]} ${share} GB), and there are ${limit} GB`,
    hint:
      largest === 'models'
        ? 'Choose a smaller model pack, or one with quantised models.'
        : 'Lower width, height or the number of frames.',
  };
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
