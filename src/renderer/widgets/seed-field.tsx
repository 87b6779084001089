import { AFTER_RUNS, type AfterRun, afterRunOf, DICE_SIDES, setAfterRun } from '../../core/after-run.ts';
import type { SeedPort } from '../../core/ports.ts';
import { DiceIcon } from '../panels/icons.tsx';
import { shownIn, useDocument } from '../state/document.ts';
import { useWords } from '../words/use-words.ts';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';
import { NumberField } from './number-field.tsx';

interface SeedFieldProps {
  readonly place: WidgetPlace;
  readonly widget: SeedPort;
  readonly value: unknown;
  readonly label: string;
  readonly isInvalid: boolean;
}

/** A seed to type, with dice, and what happens to it after a run. */
export function SeedField(props: SeedFieldProps) {
  const words = useWords();
  const { place, label } = props;
  const afterRun = useDocument((state) => afterRunOf(shownIn(state), place.node, place.name));
  const roll = () => {
    commitWidget(place, Math.floor(Math.random() * DICE_SIDES));
    endWidgetGesture();
  };
  const choose = (next: AfterRun) =>
    useDocument.getState().edit((workflow) => setAfterRun(workflow, place.node, place.name, next), { label: 'widget' });
  return (
    <span className="seed-field">
      <NumberField {...props} />
      <button
        type="button"
        className="icon-button nodrag nopan"
        onClick={roll}
        aria-label={`${words.rollSeed} (${label})`}
        title={words.rollSeed}
      >
        <DiceIcon />
      </button>
      <select
        className={`field after-run nodrag nopan${afterRun === 'fixed' ? '' : ' after-run-set'}`}
        aria-label={`${words.widget.afterRun} (${label})`}
        title={words.widget.afterRun}
        value={afterRun}
        onChange={(event) => choose(event.target.value as AfterRun)}
      >
        {AFTER_RUNS.map((option) => (
          <option key={option} value={option}>
            {words.widget.afterRuns[option]}
          </option>
        ))}
      </select>
    </span>
  );
}
