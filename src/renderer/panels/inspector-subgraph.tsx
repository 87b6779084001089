import {
  changeSubgraph,
  mayCarry,
  movePort,
  removePort,
  renamePort,
  type Side,
  setCarry,
  setRepeat,
} from '../../core/edits-subgraphs.ts';
import { socketTypeOf } from '../../core/ports.ts';
import { definitionOf, instanceTypeOf } from '../../core/subgraph.ts';
import type { Workflow } from '../../core/workflow.ts';
import { useDocument, useScopePath, useWholeDocument } from '../state/document.ts';
import { subgraphAt } from '../state/scope.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { CloseIcon, UpIcon } from './icons.tsx';

const SIDES = ['inputs', 'outputs'] as const;

/** The subgraph that is on the canvas: what it is called, and its ports, to be named, put in order and taken away. */
export function SubgraphInspector() {
  const words = useWords();
  const document = useWholeDocument();
  const scope = useScopePath();
  const id = subgraphAt(document, scope.split('/'));
  const definition = definitionOf(document, id);
  if (id === undefined || !definition) return null;
  const { endGesture } = useDocument.getState();
  return (
    <>
      <input
        className="field inspector-name"
        aria-label={words.subgraphs.title}
        title={words.subgraphs.title}
        value={definition.title}
        onChange={(event) =>
          change(id, 'title', (document) => changeSubgraph(document, id, { title: event.target.value }))
        }
        onBlur={endGesture}
      />
      <p className="inspector-summary">{words.subgraphs.about}</p>
      <label className="subgraph-repeat" title={words.subgraphs.repeatHelp}>
        <input
          type="checkbox"
          checked={definition.repeat !== undefined}
          onChange={(event) => change(id, undefined, (document) => setRepeat(document, id, event.target.checked))}
        />
        {words.subgraphs.repeat}
      </label>
      {SIDES.map((side) => (
        <section key={side} aria-label={words[side]}>
          {definition[side].length > 0 && <h4 className="section-title">{words[side]}</h4>}
          <ul className="subgraph-ports">
            {definition[side].map(({ name }, index) => (
              <li key={name}>
                <SubgraphPort id={id} side={side} name={name} index={index} />
                {side === 'outputs' && definition.repeat && <Carry id={id} output={name} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface SubgraphPortProps {
  readonly id: string;
  readonly side: Side;
  readonly name: string;
  readonly index: number;
}

function SubgraphPort({ id, side, name, index }: SubgraphPortProps) {
  const words = useWords().subgraphs;
  const port = definitionOf(useWholeDocument(), id)?.[side][index];
  const outside = useLocalSpecs().get(instanceTypeOf(id))?.[side][name];
  const label = port?.label ?? '';
  const shown = outside?.label ?? name;
  return (
    <div className={`subgraph-port socket-${outside ? socketTypeOf(outside) : 'unknown'}`}>
      <span className="subgraph-port-mark" />
      <input
        className="field"
        aria-label={words.portName(shown)}
        placeholder={shown}
        value={label}
        onChange={(event) => change(id, name, (document) => renamePort(document, id, side, name, event.target.value))}
        onBlur={useDocument.getState().endGesture}
      />
      <button
        type="button"
        className="icon-button"
        disabled={index === 0}
        aria-label={words.moveUp(shown)}
        title={words.moveUp(shown)}
        onClick={() => change(id, undefined, (document) => movePort(document, id, side, name, index - 1))}
      >
        <UpIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={words.removePort(shown)}
        title={words.removePort(shown)}
        onClick={() => change(id, undefined, (document) => removePort(document, id, side, name))}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

/** In a loop: the input that gets in the next round what an output gives. */
function Carry({ id, output }: { readonly id: string; readonly output: string }) {
  const words = useWords().subgraphs;
  const definition = definitionOf(useWholeDocument(), id);
  const spec = useLocalSpecs().get(instanceTypeOf(id));
  if (!definition || !spec) return null;
  const fitting = definition.inputs.filter(({ name }) => mayCarry(spec, output, name));
  return (
    <select
      className="field"
      aria-label={words.carry(spec.outputs[output]?.label ?? output)}
      value={definition.outputs.find(({ name }) => name === output)?.carriesTo ?? ''}
      onChange={(event) =>
        change(id, undefined, (document) => setCarry(document, id, output, event.target.value || undefined))
      }
    >
      <option value="">{words.notCarried}</option>
      {fitting.map(({ name }) => (
        <option key={name} value={name}>
          {words.carriedTo(spec.inputs[name]?.label ?? name)}
        </option>
      ))}
    </select>
  );
}

/** What is typed into one field is one step. */
function change(id: string, field: string | undefined, edit: (document: Workflow) => Workflow): void {
  const gesture = field === undefined ? undefined : `ports ${id}.${field}`;
  useDocument.getState().editDocument(edit, { label: 'ports', gesture });
}
