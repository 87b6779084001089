import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'conditioning/class-label',
  version: 1,
  title: 'Class Label',
  summary: 'Steers a model that was trained on numbered classes, such as those of ImageNet.',
  inputs: {
    label: int({ default: 207, min: 0, max: 1_000_000, help: 'The class; 207 is ImageNet’s golden retriever.' }),
  },
  outputs: { conditioning: wire('conditioning', 'The class.') },
  run: ({ label }) => ({ conditioning: { classLabel: label } }),
});
