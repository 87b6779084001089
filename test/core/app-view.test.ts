import { expect, test } from 'vitest';
import { appViewOf, isInApp, raiseAppWidget, toggleAppResult, toggleAppWidget } from '../../src/core/app-view.ts';
import { connect, removeNodes } from '../../src/core/edits.ts';
import { parseWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const graph = workflowOf({ words: 'sample/words', count: 'sample/count', show: 'sample/show' });
const text = { node: 'words', port: 'text' };
const seed = { node: 'count', port: 'seed' };
const namesOf = (workflow: typeof graph) =>
  appViewOf(workflow, SAMPLE_SPECS).widgets.map(({ node, port }) => `${node}.${port}`);

test('a form shows the widgets that were chosen, in their order, and the results', () => {
  const form = toggleAppResult(toggleAppWidget(toggleAppWidget(graph, text), seed), 'show');
  expect(appViewOf(form, SAMPLE_SPECS)).toEqual({
    widgets: [
      { ...text, widget: SAMPLE_SPECS.get('sample/words')?.inputs.text },
      { ...seed, widget: SAMPLE_SPECS.get('sample/count')?.inputs.seed },
    ],
    results: ['show'],
  });
  expect(namesOf(raiseAppWidget(form, seed))).toEqual(['count.seed', 'words.text']);
  expect(raiseAppWidget(form, text)).toBe(form);
  expect([isInApp(form, text), isInApp(toggleAppWidget(form, text), text)]).toEqual([true, false]);
  expect(parseWorkflow(serializeWorkflow(form)).meta.app).toEqual(form.meta.app);
});

test('what is gone, what is no widget and what a wire gives are not asked for', () => {
  const form = toggleAppWidget(toggleAppWidget(toggleAppWidget(graph, text), seed), { node: 'count', port: 'start' });
  expect(namesOf(form)).toEqual(['words.text', 'count.seed']);
  expect(namesOf(removeNodes(form, ['words']))).toEqual(['count.seed']);
  expect(namesOf(connect(form, { node: 'count', port: 'number' }, seed))).toEqual(['words.text']);
});

test('a workflow without a choice has an empty form', () => {
  expect(appViewOf(graph, SAMPLE_SPECS)).toEqual({ widgets: [], results: [] });
});
