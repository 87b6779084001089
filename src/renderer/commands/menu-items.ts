import type { MenuItem } from '../state/overlays.ts';
import type { Words } from '../words/languages.ts';
import type { Command } from './command.ts';
import { shownKeys } from './keyboard.ts';

/** Commands as the lines of a menu. */
export function menuItems(commands: readonly Command[], words: Words): MenuItem[] {
  return commands.flatMap((command): MenuItem[] => {
    const { label, startsGroup, isEnabled, isOn, run } = command;
    const item: MenuItem = {
      kind: 'action',
      label: words.commands[label],
      keys: shownKeys(command),
      isEnabled: isEnabled?.() ?? true,
      ...(isOn ? { isChecked: isOn() } : {}),
      run,
    };
    return startsGroup ? [{ kind: 'line' }, item] : [item];
  });
}
