import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitionOf } from '../src/core/subgraph.ts';
import { documentSpecs } from '../src/core/subgraph-specs.ts';
import { describeProblem, validateWorkflow } from '../src/core/validate.ts';
import { parseWorkflow, serializeWorkflow } from '../src/core/workflow.ts';
import { nodeSpecs } from '../src/engine/catalogue.ts';

const names = readdirSync('workflows');

test('there are examples, and nothing else beside them', () => {
  expect(names).toContain('text-to-video.json');
  expect(names.filter((name) => !/^[a-z0-9-]+\.json$/.test(name))).toEqual([]);
});

describe.each(names)('workflows/%s', (name) => {
  const json = readFileSync(`workflows/${name}`, 'utf8');
  const workflow = parseWorkflow(json);

  test('can be run as it is', () => {
    expect(validateWorkflow(workflow, nodeSpecs).map(describeProblem)).toEqual([]);
  });

  test('is written as Patchloom writes it', () => {
    expect(serializeWorkflow(workflow)).toBe(json);
  });

  test('is of the versions that the nodes have now', () => {
    const specs = documentSpecs(workflow, nodeSpecs);
    const canvases = [workflow, ...Object.keys(workflow.subgraphs).map((id) => definitionOf(workflow, id))];
    const nodes = canvases.flatMap((canvas) => Object.values(canvas?.nodes ?? {}));
    const versions = nodes.map(({ type, version }) => ({ type, version }));
    expect(versions).toEqual(versions.map(({ type }) => ({ type, version: specs.get(type)?.version })));
  });

  test('says what it is', () => {
    expect(workflow.meta).toMatchObject({
      title: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\S/),
    });
  });
});
