import type { NodeDefinition } from '../../src/core/define-node.ts';

export declare const nodes: readonly NodeDefinition[];
