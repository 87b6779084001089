import { defineNode } from '../../src/core/define-node.ts';
import { withoutVariants } from '../../src/core/model-pack/variants.ts';
import { choice, text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'model/load-model-pack',
  version: 1,
  title: 'Load Model Pack',
  summary: 'Opens a model pack: text encoder, diffusion transformer and video decoder that belong together.',
  inputs: {
    name: text({ default: 'sprites', suggest: 'model-pack', help: 'The pack’s folder name; “sprites” is built in.' }),
    precision: choice(['fastest', 'original'], {
      default: 'fastest',
      help: 'Whether models that were quantised for this machine take the originals’ place.',
    }),
  },
  outputs: { model: wire('model', 'The pack with all its models.') },
  fingerprint: ({ name }, ctx) => ctx.models.fingerprint(name),
  async run({ name, precision }, ctx) {
    const model = await ctx.models.load(name);
    return { model: precision === 'original' ? withoutVariants(model) : model };
  },
});
