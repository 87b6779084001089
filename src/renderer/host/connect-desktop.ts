import type { DesktopApi } from '../../core/desktop-api.ts';
import type { DesktopMenuItem, DesktopMenus } from '../../core/desktop-menu.ts';
import { COMMANDS, type Command, runCommand } from '../commands/commands.ts';
import { importDesktopFiles } from '../commands/import-file.ts';
import { isWritingText, keysOf } from '../commands/keyboard.ts';
import { attempt, reportFailure } from '../commands/report.ts';
import { useDocument } from '../state/document.ts';
import { useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { currentWords } from '../words/use-words.ts';
import { keepDraftsNow } from './keep-drafts.ts';

/** What is greyed out may be a moment late: a command that has nothing to do does nothing. */
const WAIT_MILLISECONDS = 150;

const MENUS = ['file', 'edit', 'node', 'view'] as const;

/** What the browser does in a field, where these commands would do something to the graph behind it. */
const IN_FIELDS = ['undo', 'redo', 'selectAll'] as const;

/** Gives the desktop shell the menus and hears it: commands that were chosen, files that were opened, the end of the app. */
export function connectDesktop(desktop: DesktopApi): void {
  let shown = '';
  let isWaiting = false;
  const show = () => {
    isWaiting = false;
    const menus = currentMenus();
    if (JSON.stringify(menus) === shown) return;
    shown = JSON.stringify(menus);
    // No person asked for it: what the status bar says stays.
    desktop.showMenus(menus).catch(reportFailure);
  };
  const showSoon = () => {
    if (!isWaiting) setTimeout(show, WAIT_MILLISECONDS);
    isWaiting = true;
  };
  for (const store of [useSession, useDocument, useSettings]) store.subscribe(showSoon);
  showSoon();

  const takeFiles = () => attempt(async () => importDesktopFiles(await desktop.takeFiles()));
  desktop.onFilesWaiting(takeFiles);
  takeFiles();
  desktop.onCommand(chooseCommand);
  desktop.onClosing(() => {
    leaveField();
    return keepDraftsNow();
  });
}

/** The command table as the system's menu bar shows it. */
export function currentMenus(): DesktopMenus {
  const words = currentWords();
  const commands = Object.entries<Command>(COMMANDS);
  const menus = MENUS.map((key) => ({
    key,
    label: words.menus[key],
    items: commands.filter(([, command]) => command.menu === key).flatMap(([name, command]) => items(name, command)),
  }));
  return { language: useSession.getState().language, menus };
}

function items(name: string, command: Command): DesktopMenuItem[] {
  const { label, startsGroup, isEnabled, isOn } = command;
  const [shownKeys] = keysOf(command);
  const item: DesktopMenuItem = {
    kind: 'command',
    name,
    label: currentWords().commands[label],
    isEnabled: isEnabled?.() ?? true,
    ...(shownKeys === undefined ? {} : { keys: shownKeys }),
    ...(isOn ? { isOn: isOn() } : {}),
  };
  return startsGroup ? [{ kind: 'line' }, item] : [item];
}

/** As with keys: a dialog goes before, and whoever writes means the text, not the graph behind it. */
function chooseCommand(name: string): void {
  const command = Object.entries<Command>(COMMANDS).find(([known]) => known === name)?.[1];
  if (!command || useOverlay.getState().overlay) return;
  const isWriting = isWritingText(document.activeElement);
  if (isWriting && (command.menu === 'edit' || command.menu === 'node') && !command.worksInText) {
    if (IN_FIELDS.some((known) => known === name)) document.execCommand(name);
    return;
  }
  if (isWriting) leaveField();
  runCommand(command);
}

/** A text is taken over when its field is left. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
