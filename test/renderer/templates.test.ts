import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { createNodeProjection } from '../../src/renderer/canvas/project-workflow.ts';
import { localTemplate } from '../../src/renderer/words/templates.zh-CN.ts';
import { NOTHING_SHOWN } from '../support/nothing-shown.ts';

const names = readdirSync('workflows').filter((name) => name.endsWith('.json'));

test.each(names)('in the template %s no card lies on another', (name) => {
  const workflow = parseWorkflow(readFileSync(`workflows/${name}`, 'utf8'));
  const cards = createNodeProjection()(workflow, { specs: nodeSpecs, ...NOTHING_SHOWN }).filter(
    ({ type }) => type === 'card',
  );
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

test.each(names)('the template %s has a title and a description in Chinese', (name) => {
  const words = localTemplate(name.replace(/\.json$/, ''), 'zh-CN');
  expect(words?.title).toMatch(/\p{Script=Han}/u);
  expect(words?.description).toMatch(/\p{Script=Han}.*。$/u);
});
