import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { FloatPort, IntPort, SeedPort } from '../../core/ports.ts';
import { parseWidgetText } from '../../core/widget-values.ts';
import { numberText } from '../panels/range.ts';
import { useWords } from '../words/use-words.ts';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';
import { stepNumber, stepsOfDrag } from './number-steps.ts';

interface NumberFieldProps {
  readonly place: WidgetPlace;
  readonly widget: IntPort | FloatPort | SeedPort;
  readonly value: unknown;
  readonly label: string;
  readonly isInvalid: boolean;
}

interface Drag {
  readonly x: number;
  readonly value: number;
  hasMoved: boolean;
}

/** A number to type, to step with the arrow keys (ten steps with Shift), or to drag sideways. A click selects it all. */
export function NumberField({ place, widget, value, label, isInvalid }: NumberFieldProps) {
  // “1.” is on its way to “1.5”: while the field is being typed in, it shows what was typed.
  const [typed, setTyped] = useState<string>();
  const drag = useRef<Drag>(undefined);
  const words = useWords();
  const shown = numberText(widget, value, words);
  const isNumber = shown === String(value);
  const range = widget.kind === 'seed' ? undefined : widget;

  const step = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0 || typeof value !== 'number') return;
    event.preventDefault();
    setTyped(undefined);
    commitWidget(place, stepNumber(widget, value, direction * (event.shiftKey ? 10 : 1)));
  };

  const press = (event: PointerEvent<HTMLInputElement>) => {
    const isWriting = document.activeElement === event.currentTarget;
    if (isWriting || event.button !== 0 || typeof value !== 'number' || widget.kind === 'seed') return;
    drag.current = { x: event.clientX, value, hasMoved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent<HTMLInputElement>) => {
    const start = drag.current;
    if (!start) return;
    const distance = event.clientX - start.x;
    if (!start.hasMoved && Math.abs(distance) < SLIP_PIXELS) return;
    start.hasMoved = true;
    const steps = stepsOfDrag(distance, event.shiftKey);
    commitWidget(place, steps === 0 ? start.value : stepNumber(widget, start.value, steps));
  };

  const release = (event: PointerEvent<HTMLInputElement>) => {
    const start = drag.current;
    drag.current = undefined;
    if (!start) return;
    if (start.hasMoved) {
      endWidgetGesture();
    } else {
      event.currentTarget.focus();
      event.currentTarget.select();
    }
  };

  return (
    <span className={`number-field${typed === undefined && !isNumber ? ' number-in-words' : ''}`}>
      <input
        className={`field nodrag nopan${widget.kind === 'seed' ? '' : ' draggable-number'}`}
        role="spinbutton"
        inputMode={widget.kind === 'float' ? 'decimal' : 'numeric'}
        aria-label={label}
        aria-invalid={isInvalid}
        aria-valuenow={typeof value === 'number' ? value : undefined}
        aria-valuetext={isNumber ? undefined : shown}
        aria-valuemin={range?.min}
        aria-valuemax={range?.max}
        autoComplete="off"
        spellCheck={false}
        value={typed ?? shown}
        // Whoever writes sees the number.
        onFocus={() => setTyped(isNumber ? undefined : String(value))}
        onChange={(event) => {
          setTyped(event.target.value);
          commitWidget(place, parseWidgetText(widget, event.target.value) as string | number);
        }}
        onKeyDown={step}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        // The browser would put the caret there and mark text while the number is dragged.
        onMouseDown={(event) => drag.current && event.preventDefault()}
        onBlur={() => {
          setTyped(undefined);
          endWidgetGesture();
        }}
      />
      {widget.kind !== 'seed' && (typed !== undefined || isNumber) && (
        <span className="unit" title={widget.unit}>
          {widget.unit}
        </span>
      )}
    </span>
  );
}

/** A click is seldom quite still. */
const SLIP_PIXELS = 3;
