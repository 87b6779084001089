import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../src/core/subgraph.ts';
import { documentSpecs } from '../../src/core/subgraph-specs.ts';
import { parseWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { createNodeProjection } from '../../src/renderer/canvas/project-workflow.ts';
import { exampleNameZhCN } from '../../src/renderer/words/example-names.zh-CN.ts';
import { localTemplate } from '../../src/renderer/words/templates.zh-CN.ts';
import { NOTHING_SHOWN } from '../support/nothing-shown.ts';

const names = readdirSync('workflows').filter((name) => name.endsWith('.json'));

const read = (name: string) => parseWorkflow(readFileSync(`workflows/${name}`, 'utf8'));

/** What cards show below their rows: what they have made, or why they failed. */
const SHOWN = {
  'as it is opened': () => ({}),
  'with what its nodes make': (workflow: Workflow) => {
    const ofType = (pattern: RegExp) => Object.keys(workflow.nodes).filter((id) => pattern.test(typeOf(workflow, id)));
    const previews = ofType(/(^sampling\/sample|dit-sampler)$/);
    return {
      withMedia: [...previews, ...ofType(/^video\/(save|preview)-/)],
      withStrip: previews,
      withText: ofType(/^text\//),
    };
  },
  'with a failure on each': (workflow: Workflow) => ({ withNotice: Object.keys(workflow.nodes) }),
};
const typeOf = (workflow: Workflow, id: string) => workflow.nodes[id]?.type ?? '';

describe.each(Object.entries(SHOWN))('%s', (_, shownIn) => {
  test.each(names)('no card of the template %s lies on another', (name) => {
    const workflow = read(name);
    const facts = { specs: documentSpecs(workflow, nodeSpecs), ...NOTHING_SHOWN, ...shownIn(workflow) };
    const cards = createNodeProjection()(workflow, facts).filter(({ type }) => type === 'card');
    const overlaps = cards.flatMap((a, index) =>
      cards.slice(index + 1).flatMap((b) => {
        const isApart =
          a.position.x + (a.width ?? 0) <= b.position.x ||
          b.position.x + (b.width ?? 0) <= a.position.x ||
          a.position.y + (a.height ?? 0) <= b.position.y ||
          b.position.y + (b.height ?? 0) <= a.position.y;
        return isApart ? [] : [`${a.id} and ${b.id}`];
      }),
    );
    expect(overlaps).toEqual([]);
  });
});

test.each(names)('the template %s has a title and a description in Chinese', (name) => {
  const words = localTemplate(name.replace(/\.json$/, ''), 'zh-CN');
  const { title, description } = read(name).meta;
  expect(words?.english).toEqual({ title, description });
  expect(words?.title).toMatch(/\p{Script=Han}/u);
  expect(words?.description).toMatch(/\p{Script=Han}.*。$/u);
});

test.each(names)('what the template %s calls its nodes and ports is there in Chinese', (name) => {
  const workflow = read(name);
  const definitions = Object.keys(workflow.subgraphs).flatMap((id) => definitionOf(workflow, id) ?? []);
  const given = [workflow, ...definitions].flatMap(({ nodes }) =>
    Object.values(nodes).flatMap(({ title }) => title ?? []),
  );
  const ports = definitions.flatMap(({ title, inputs, outputs }) => [
    title,
    ...[...inputs, ...outputs].flatMap(({ label }) => label ?? []),
  ]);
  expect([...given, ...ports].filter((said) => !/\p{Script=Han}/u.test(exampleNameZhCN(said)))).toEqual([]);
});

test('what somebody has named otherwise stays as it is', () => {
  expect(['Prompt (mine)', 'Noise', 'toString', 'Text Encoder (picture, negative)'].map(exampleNameZhCN)).toEqual([
    'Prompt (mine)',
    'Noise',
    'toString',
    '文本编码器（图片，负面）',
  ]);
});
