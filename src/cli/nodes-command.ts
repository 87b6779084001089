import { resolve } from 'node:path';
import type { NodeSpec } from '../core/define-node.ts';
import { allowedFoldersFile, changeAllowedFolders } from '../engine/own-nodes/allowed-folders.ts';
import type { Command } from './command.ts';
import { knownSpecs, OWN_NODES_OPTION } from './own-node-folders.ts';
import { parseArguments } from './parse-arguments.ts';

export const nodesCommand: Command = {
  help: `Usage: patchloom nodes [options]

Lists the nodes there are, by folder.

  --json        print their declarations as one JSON array
  --nodes DIR   folder of your own nodes, allowed for this once; may be given several times
  --allow DIR   allow a folder of your own nodes for good: they are code, and run with your rights
  --forget DIR  allow it no longer
`,
  async execute(args) {
    const { values } = parseArguments('nodes', args, {
      ...OWN_NODES_OPTION,
      json: { type: 'boolean', default: false },
      allow: { type: 'string', multiple: true, default: [] as string[] },
      forget: { type: 'string', multiple: true, default: [] as string[] },
    });
    if (values.allow.length + values.forget.length > 0) {
      const folders = await changeAllowedFolders(allowedFoldersFile(), {
        allow: values.allow.map((folder) => resolve(folder)),
        forget: values.forget.map((folder) => resolve(folder)),
      });
      process.stdout.write(folders.map((folder) => `${folder}\n`).join(''));
      return 0;
    }
    const specs = [...(await knownSpecs(values.nodes)).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    process.stdout.write(values.json ? `${JSON.stringify(specs, null, 2)}\n` : nodeList(specs));
    return 0;
  },
};

/** Nodes under the headings of their folders. */
function nodeList(specs: readonly NodeSpec[]): string {
  const folders = [...new Set(specs.map(folderOf))];
  return folders
    .map(
      (folder) =>
        `${folder}\n${specs
          .filter((spec) => folderOf(spec) === folder)
          .map(line)
          .join('')}`,
    )
    .join('\n');
}

function line(spec: NodeSpec): string {
  return `  ${spec.id}  ${spec.title}: ${spec.summary}\n`;
}

function folderOf(spec: NodeSpec): string {
  return spec.id.split('/').slice(0, -1).join('/');
}
