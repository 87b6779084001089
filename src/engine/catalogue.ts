import { type NodeDefinition, type NodeSpecs, toNodeSpec } from '../core/define-node.ts';

const modules = import.meta.glob<{ default: NodeDefinition }>('../../nodes/**/*.ts', { eager: true });

/** All built-in nodes by id. A node is found because its file is there; nothing lists it. */
export const catalogue: ReadonlyMap<string, NodeDefinition> = new Map(
  Object.values(modules)
    .map((module): [string, NodeDefinition] => [module.default.id, module.default])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** The same as data. */
export const nodeSpecs: NodeSpecs = new Map([...catalogue].map(([id, definition]) => [id, toNodeSpec(definition)]));
