// What a person's own nodes import as “patchloom”. Nothing in here is taken away or changes its meaning without a new major version.

export { defineNode, type NodeDefinition } from '../core/define-node.ts';
export { UserError } from '../core/errors.ts';
export type { NodeContext } from '../core/node-context.ts';
export { bool, choice, color, file, float, int, seed, text, wire } from '../core/ports.ts';
export { elementCount, type IntTensor, intTensor, type Tensor, tensor } from '../core/tensor.ts';
export type * from '../core/values.ts';
export { frameAt } from '../core/video-frames.ts';
export { fromVideo, toVideo } from '../diffusion/pixels.ts';
export { createGenerator, randomNormal } from '../diffusion/random.ts';
