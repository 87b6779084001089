import { expect, test } from 'vitest';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { describeCard } from '../../src/renderer/canvas/describe-card.ts';
import { workflowOf } from '../support/workflow-of.ts';

test('ports that give or take lists are marked, also those of nodes that run once per item', () => {
  const workflow = workflowOf(
    { seeds: 'list/seeds', noise: 'latent/noise-latent', alone: 'latent/noise-latent', grid: 'video/video-grid' },
    ['seeds.seeds -> noise.seed'],
  );
  const lists = Object.keys(workflow.nodes).map((id) => {
    const { inputs, outputs } = describeCard(workflow, nodeSpecs, id, workflow.edges);
    return [id, [...inputs, ...outputs].filter(({ isList }) => isList).map(({ name }) => name)];
  });
  expect(Object.fromEntries(lists)).toEqual({ seeds: ['seeds'], noise: ['latent'], alone: [], grid: ['videos'] });
});
