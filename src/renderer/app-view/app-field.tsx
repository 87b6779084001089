import { type AppWidget, raiseAppWidget, toggleAppWidget } from '../../core/app-view.ts';
import { CloseIcon, UpIcon } from '../panels/icons.tsx';
import { ClipSeconds, Shapes } from '../panels/inspector-input.tsx';
import { describeRange } from '../panels/range.ts';
import { useDocument, useWorkflow } from '../state/document.ts';
import { useNodeTitles } from '../state/node-titles.ts';
import { WidgetControl } from '../widgets/widget-control.tsx';
import { useWords } from '../words/use-words.ts';

/** A setting of the form, with what it does. */
export function AppField({ field, isFirst }: { field: AppWidget; isFirst: boolean }) {
  const words = useWords();
  const node = useWorkflow().nodes[field.node];
  const title = useNodeTitles()(field.node);
  const { edit } = useDocument.getState();
  if (!node) return null;
  const { widget } = field;
  const label = widget.label ?? field.port;
  const value = node.widgets[field.port] ?? widget.default;
  const isArea = widget.kind === 'text' && widget.multiline;
  return (
    <section className={`app-field${isArea ? ' app-field-area' : ''}`} aria-label={label}>
      <header>
        <h3 className="app-label">{label}</h3>
        <span className="muted app-node">{title}</span>
        <span className="app-tools">
          {!isFirst && (
            <button
              type="button"
              className="icon-button"
              aria-label={`${words.app.moveUp}: ${label}`}
              title={words.app.moveUp}
              onClick={() => edit((workflow) => raiseAppWidget(workflow, field), { label: 'app' })}
            >
              <UpIcon />
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={`${words.app.remove}: ${label}`}
            title={words.app.remove}
            onClick={() => edit((workflow) => toggleAppWidget(workflow, field), { label: 'app' })}
          >
            <CloseIcon />
          </button>
        </span>
      </header>
      <div className="app-control">
        <WidgetControl
          place={{ node: field.node, name: field.port }}
          widget={widget}
          value={value}
          label={`${title}: ${label}`}
        />
        <ClipSeconds input={field} value={value} />
        <Shapes input={field} node={node} />
      </div>
      <p className="muted app-help">{[widget.help, describeRange(widget, words)].filter(Boolean).join(' ')}</p>
    </section>
  );
}
