import { enterScope } from '../commands/open-workflow.ts';
import { useDocument, useScopePath } from '../state/document.ts';
import { useStepTitles } from '../state/node-titles.ts';
import { useWords } from '../words/use-words.ts';

/** The way into the subgraph that is on the canvas; each step leads back there. */
export function Breadcrumbs() {
  const words = useWords();
  const name = useDocument((state) => state.name);
  const path = useScopePath();
  const titles = useStepTitles()(path);
  if (path === '') return null;
  const scope = path.split('/');
  const steps = ['', ...scope].map((_, depth) => scope.slice(0, depth));
  return (
    <nav className="breadcrumbs" aria-label={words.subgraphs.path}>
      <ol>
        {steps.map((step) => {
          const title = titles[step.length - 1] ?? name;
          return (
            <li key={step.join('/')}>
              {step.length === scope.length ? (
                <span aria-current="location">{title}</span>
              ) : (
                <button type="button" className="link" onClick={() => enterScope(step)}>
                  {title}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
