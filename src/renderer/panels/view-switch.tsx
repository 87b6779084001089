import { showApp } from '../commands/view-commands.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';

/** The workflow as a graph or as a form. */
export function ViewSwitch() {
  const words = useWords();
  const isApp = useSession((state) => state.isApp);
  const choices = [
    [words.app.graph, false],
    [words.app.app, true],
  ] as const;
  return (
    <fieldset className="segments view-switch" aria-label={words.app.view}>
      {choices.map(([name, value]) => (
        <label key={name} className="segment">
          <input type="radio" name="view" checked={isApp === value} onChange={() => showApp(value)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
