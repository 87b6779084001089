import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type NodeDefinition, type NodeSpec, toNodeSpec } from '../../core/define-node.ts';
import type { OwnNodeProblem } from '../../core/own-nodes.ts';
import { findBuiltFile } from '../built-file.ts';
import { importModule, nodesOf } from '../load-nodes.ts';
import { ownModuleUrl } from './own-module-url.ts';
import { readDefinition } from './read-definition.ts';
import { whereItBroke } from './where-it-broke.ts';

/** A file of a person's own nodes. */
export interface OwnNodeSource {
  readonly folder: string;
  /** Below the folder, with `/`. */
  readonly name: string;
  /** Of all folders together; files of another one are loaded anew. */
  readonly revision: string;
}

/** What a file brought. */
export interface LoadedOwnNodes {
  readonly specs: readonly NodeSpec[];
  readonly problem?: OwnNodeProblem;
}

/** A person's own nodes, where they run. */
export class OwnDefinitions {
  readonly #builtIn: ReadonlyMap<string, unknown>;
  readonly #byId = new Map<string, NodeDefinition>();
  /** Which file brought a node. */
  readonly #owners = new Map<string, string>();
  #revision = '';

  constructor(builtIn: ReadonlyMap<string, unknown>) {
    this.#builtIn = builtIn;
  }

  get(id: string): NodeDefinition | undefined {
    return this.#byId.get(id);
  }

  /** Runs the file's code and takes its nodes. What is wrong with them is an answer. */
  async load({ folder, name, revision }: OwnNodeSource): Promise<LoadedOwnNodes> {
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#byId.clear();
      this.#owners.clear();
    }
    registerHooks();
    const file = path.join(folder, name);
    try {
      const found = nodesOf(await importModule(ownModuleUrl(file, revision)));
      return this.#take(found, name, revision);
    } catch (error) {
      return { specs: [], problem: whereItBroke(error, folder, name) };
    }
  }

  #take(found: readonly object[], name: string, revision: string): LoadedOwnNodes {
    const specs: NodeSpec[] = [];
    for (const exported of found) {
      const read = readDefinition(exported);
      if (!read.ok) return { specs, problem: { message: read.reason } };
      const { id } = read.definition;
      if (this.#builtIn.has(id))
        return { specs, problem: { message: `There is a built-in node ${id}: choose another id` } };
      const owner = this.#owners.get(id);
      if (owner !== undefined && owner !== name)
        return { specs, problem: { message: `${id} is in ${owner} already: choose another id` } };
      this.#owners.set(id, name);
      this.#byId.set(id, read.definition);
      const { hasCurve, ...spec } = toNodeSpec(read.definition);
      specs.push({ ...spec, own: { file: name, revision } });
    }
    return { specs };
  }
}

let isRegistered = false;

/** For the rest of this process: Node 20 knows no TypeScript, and nobody has installed a package `patchloom`. */
function registerHooks(): void {
  if (isRegistered) return;
  isRegistered = true;
  register(pathToFileURL(findBuiltFile('own-node-hooks.js')));
}
