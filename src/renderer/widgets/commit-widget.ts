import { setWidget } from '../../core/edits.ts';
import { useDocument } from '../state/document.ts';

/** Where a control writes to. */
export interface WidgetPlace {
  readonly node: string;
  readonly name: string;
}

/** Writes a widget's value into the document. What is typed into one field, until it is left, is undone in one step. */
export function commitWidget({ node, name }: WidgetPlace, value: string | number | boolean): void {
  useDocument.getState().edit((workflow) => setWidget(workflow, node, name, value), `widget ${node}.${name}`);
}

/** The field was left. */
export function endWidgetGesture(): void {
  useDocument.getState().endGesture();
}
