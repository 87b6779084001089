import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import type { Point } from '../../core/workflow.ts';
import { COLORS } from '../state/colors.ts';
import { type MenuItem, useOverlay } from '../state/overlays.ts';
import { useWords } from '../words/use-words.ts';
import { placeInside } from './place-inside.ts';

interface PopupMenuProps {
  readonly at: Point;
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** A menu at a place of the window: arrow keys go through it, Escape and a click elsewhere close it. */
export function PopupMenu({ at, label, items }: PopupMenuProps) {
  const close = useOverlay((state) => state.close);
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    const [left, top] = placeInside(at, [element.offsetWidth, element.offsetHeight]);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }, [at]);

  useEffect(() => {
    const before = document.activeElement;
    enabledIn(menu.current)[0]?.focus({ preventScroll: true });
    const leave = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) close();
    };
    window.addEventListener('pointerdown', leave, true);
    window.addEventListener('wheel', leave, true);
    return () => {
      window.removeEventListener('pointerdown', leave, true);
      window.removeEventListener('wheel', leave, true);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [close]);

  const press = (event: KeyboardEvent) => {
    const buttons = enabledIn(menu.current);
    const present = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by) buttons[(present + by + buttons.length) % buttons.length]?.focus();
    else if (event.key === 'Home') buttons[0]?.focus();
    else if (event.key === 'End') buttons.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={menu} className="popup menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={press}>
      {items.map((item, index) => (
        // Menus don't change while they are open: a line's place is its name.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <MenuLine key={index} item={item} />
      ))}
    </div>
  );
}

function MenuLine({ item }: { item: MenuItem }) {
  const close = useOverlay((state) => state.close);
  if (item.kind === 'line') return <hr className="menu-line" />;
  if (item.kind === 'colors') return <ColorLine {...item} />;
  return (
    <button
      type="button"
      className="menu-item"
      {...(item.isChecked === undefined
        ? { role: 'menuitem' }
        : { role: 'menuitemcheckbox', 'aria-checked': item.isChecked })}
      disabled={!item.isEnabled}
      tabIndex={-1}
      onClick={() => {
        close();
        item.run();
      }}
      onPointerEnter={(event) => event.currentTarget.focus({ preventScroll: true })}
    >
      <span className="menu-check">{item.isChecked ? '✓' : ''}</span>
      <span className="menu-label">{item.label}</span>
      {item.keys && <kbd>{item.keys}</kbd>}
    </button>
  );
}

function ColorLine({ label, choose }: { label: string; choose(color: string | undefined): void }) {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const pick = (color: string | undefined) => {
    close();
    choose(color);
  };
  return (
    <fieldset className="menu-colors" aria-label={label}>
      {[undefined, ...COLORS].map((color) => (
        <button
          key={color ?? 'none'}
          type="button"
          role="menuitem"
          className={`swatch ${color ? `tint-${color}` : 'swatch-none'}`}
          aria-label={`${label}: ${words.colors[color ?? 'none']}`}
          title={words.colors[color ?? 'none']}
          tabIndex={-1}
          onClick={() => pick(color)}
        />
      ))}
    </fieldset>
  );
}

function enabledIn(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
}
