import type { CommandMenu } from '../commands/command.ts';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { menuItems } from '../commands/menu-items.ts';
import { useOverlay } from '../state/overlays.ts';
import { useWords } from '../words/use-words.ts';

const MENUS: readonly CommandMenu[] = ['file', 'edit', 'node', 'view'];

/** The menus of the top bar, read from the command table; a desktop has them in its own menu bar. */
export function MenuBar() {
  const words = useWords();
  const { overlay, show, close } = useOverlay();
  const openLabel = overlay?.kind === 'menu' ? overlay.label : undefined;
  const open = (menu: CommandMenu, button: HTMLElement) => {
    const { left, bottom } = button.getBoundingClientRect();
    const commands = Object.values<Command>(COMMANDS).filter((command) => command.menu === menu);
    show({ kind: 'menu', at: [left, bottom + 4], label: words.menus[menu], items: menuItems(commands, words) });
  };
  // There they are in the system's own menu bar.
  if (window.desktop) return null;
  return (
    <nav className="menu-bar" aria-label={words.commandPalette}>
      {MENUS.map((menu) => (
        <button
          key={menu}
          type="button"
          className="menu-button"
          aria-haspopup="menu"
          aria-expanded={openLabel === words.menus[menu]}
          onClick={(event) => (openLabel === words.menus[menu] ? close() : open(menu, event.currentTarget))}
          onPointerEnter={(event) => {
            const isOther = MENUS.some((other) => words.menus[other] === openLabel && other !== menu);
            if (isOther) open(menu, event.currentTarget);
          }}
        >
          {words.menus[menu]}
        </button>
      ))}
    </nav>
  );
}
