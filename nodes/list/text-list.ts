import { defineNode } from '../../src/core/define-node.ts';
import { bool, list, text } from '../../src/core/ports.ts';

export default defineNode({
  id: 'list/text-list',
  version: 1,
  title: 'Text List',
  summary: 'A list of texts, one for each line; what reads it runs once for each.',
  inputs: {
    lines: text({ multiline: true, help: 'One text per line.' }),
    keepEmpty: bool({ default: false, help: 'Whether empty lines count as texts.' }),
  },
  outputs: { texts: list('text', 'The lines, without the spaces around them.') },
  run({ lines, keepEmpty }) {
    const texts = lines.split(/\r\n|\r|\n/).map((line) => line.trim());
    return { texts: keepEmpty ? texts : texts.filter((line) => line !== '') };
  },
});
