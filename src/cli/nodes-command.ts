import type { NodeSpec } from '../core/define-node.ts';
import type { Command } from './command.ts';

import { parseArguments } from './parse-arguments.ts';

export const nodesCommand: Command = {
  help: `Usage: patchloom nodes [--json]

Lists the nodes there are, by folder.

  --json  print their declarations as one JSON array
`,
  async execute(args) {
    const { values } = parseArguments('nodes', args, { json: { type: 'boolean', default: false } });
    const { nodeSpecs } = await import('../engine/catalogue.ts');
    const specs = [...nodeSpecs.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
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
