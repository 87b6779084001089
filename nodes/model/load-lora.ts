import { defineNode } from '../../src/core/define-node.ts';
import { file, float, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'model/load-lora',
  version: 1,
  title: 'Load LoRA',
  summary: 'Adds a LoRA to the models of a pack; several may follow each other. The pack’s files stay as they are.',
  inputs: {
    model: wire('model', 'The pack that the LoRA was trained for.'),
    file: file({ accept: ['lora'], help: 'A .safetensors file as diffusers, PEFT or kohya’s scripts write it.' }),
    strength: float({
      default: 1,
      min: -2,
      max: 2,
      step: 0.05,
      help: 'How much of it is added; 0 leaves it out, less than 0 turns it round.',
    }),
  },
  outputs: { model: wire('model', 'The pack with the LoRA.') },
  fingerprint: ({ file: path }, ctx) => ctx.video.fileContent(path),
  async run({ model, file: path, strength }, ctx) {
    if (path === '') return { model };
    return { model: await ctx.models.addLora(model, path, strength) };
  },
});
