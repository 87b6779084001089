import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type NodeDefinition, toNodeSpec } from '../../src/core/define-node.ts';
import { checkWidgetValue } from '../../src/core/widget-values.ts';
import { catalogue } from '../../src/engine/catalogue.ts';

// Found here once more, so that a node that the catalogue overlooks is noticed.
const modules = import.meta.glob<{ default: NodeDefinition }>('../../nodes/**/*.ts', { eager: true });
const files = Object.keys(modules).map((file) => file.replace('../../', ''));

test('every file below nodes/ is a node, named by its place, and the catalogue has it', () => {
  const idsOfFiles = files.map((file) => file.replace(/^nodes\//, '').replace(/\.ts$/, ''));
  expect(Object.values(modules).map((module) => module.default.id)).toEqual(idsOfFiles);
  expect([...catalogue.keys()]).toEqual(idsOfFiles.sort());
  expect(files.filter((file) => !/^nodes\/[a-z0-9-]+\/[a-z0-9-]+\.ts$/.test(file))).toEqual([]);
});

test('no two nodes share a title', () => {
  const titles = [...catalogue.values()].map((node) => node.title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

describe.each([...catalogue])('%s', (id, node) => {
  const spec = toNodeSpec(node);
  const inputs = Object.entries(spec.inputs);
  const ports = [...inputs, ...Object.entries(spec.outputs)];

  test('lives in the file that its id says', () => {
    expect(existsSync(`nodes/${id}.ts`)).toBe(true);
  });

  test('is JSON without its function', () => {
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  test('has a title, a version and a summary of whole sentences', () => {
    expect(spec.title).toMatch(/^\S.*\S$/);
    expect(Number.isInteger(spec.version) && spec.version >= 1).toBe(true);
    expect(spec.summary).toMatch(/^\p{Lu}.*\.$/u);
  });

  test('has ports that a wire can name, and says of each what comes through', () => {
    expect(ports.map(([name]) => name).filter((name) => !/^[a-z][A-Za-z0-9_]*$/.test(name))).toEqual([]);
    expect(ports.filter(([, port]) => !/^\S.*\.$/.test(port.help)).map(([name, port]) => [name, port.help])).toEqual(
      [],
    );
  });

  test('starts with values that it accepts itself', () => {
    const verdicts = inputs.flatMap(([name, port]) =>
      port.kind === 'wire' ? [] : [[name, checkWidgetValue(port, port.default)]],
    );
    expect(verdicts.filter(([, verdict]) => !(verdict as { ok: boolean }).ok)).toEqual([]);
  });

  test('runs in the lane of the models when it uses one', () => {
    expect(node.lane === 'model').toBe(/models\s*\.(use|encode)\(/.test(String(node.run)));
  });

  test('is an end in itself or makes something', () => {
    expect(spec.terminal || Object.keys(spec.outputs).length > 0).toBe(true);
  });
});
