import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { text, wire } from '../../src/core/ports.ts';
import { parseSigmas } from '../../src/diffusion/schedules/schedules.ts';

export default defineNode({
  id: 'sampling/custom-sigmas',
  version: 1,
  title: 'Custom Sigmas',
  summary: 'Noise levels written by hand.',
  inputs: {
    levels: text({
      default: '1, 0.9, 0.75, 0.5, 0.25, 0',
      help: 'Falling numbers with commas or spaces between them; the last is usually 0.',
    }),
  },
  outputs: { sigmas: wire('sigmas', 'Noise levels, falling; one more than there are steps.') },
  curve({ levels }) {
    try {
      return parseSigmas(levels);
    } catch (error) {
      // Half-written numbers have no curve yet; the run will say what is wrong with them.
      if (error instanceof UserError) return [];
      throw error;
    }
  },
  run: ({ levels }) => ({ sigmas: { values: parseSigmas(levels) } }),
});
