import type { MenuItemConstructorOptions } from 'electron';
import type { DesktopMenuItem, DesktopMenus } from '../core/desktop-menu.ts';
import type { ShellWords } from './words.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly words: ShellWords;
  /** A command was chosen. */
  choose(name: string): void;
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

/** What the system does itself, in fields and on the canvas alike: the page hears its cut, copy and paste events. */
const ROLES: Readonly<Record<string, 'cut' | 'copy' | 'paste'>> = { cut: 'cut', copy: 'copy', paste: 'paste' };

/** The menu bar: the editor's own menus, once it has said what is in them, among those that every app of the system has. */
export function menuTemplate(menus: DesktopMenus['menus'], options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, words } = options;
  const isMac = platform === 'darwin';
  const ofEditor = menus.map(({ key, label, items }) => ({
    label,
    submenu: [...items.map((item) => commandItem(item, options)), ...after(key, options)],
  }));
  return [
    ...(isMac ? [appMenu(words)] : []),
    ...(ofEditor.length > 0 ? ofEditor : [fallbackMenu(words)]),
    windowMenu(words, isMac),
  ];
}

function commandItem(item: DesktopMenuItem, { platform, choose }: MenuOptions): MenuItemConstructorOptions {
  if (item.kind === 'line') return LINE;
  const { name, label, keys, isEnabled, isOn } = item;
  const role = ROLES[name];
  // Greyed out, they would not work in text fields either.
  if (role) return { role, label, registerAccelerator: false };
  const accelerator = keys && acceleratorOf(keys, platform);
  return {
    label,
    enabled: isEnabled,
    ...(isOn === undefined ? {} : { type: 'checkbox' as const, checked: isOn }),
    // The page listens to keys itself, as it does in a browser: here they are shown.
    ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
    click: () => choose(name),
  };
}

/** A command's keys as Electron writes them; none where the system would take a letter away from whoever is writing. */
export function acceleratorOf(keys: string, platform: NodeJS.Platform): string | undefined {
  // A Mac registers what it shows, always.
  if (platform === 'darwin' && !/^(Mod|Alt)\+/.test(keys)) return undefined;
  return keys.replace(/^Mod\+/, 'CmdOrCtrl+').replace(/\+$/, 'Plus');
}

/** What follows the editor's commands in one of its menus. */
function after(
  key: DesktopMenus['menus'][number]['key'],
  { platform, words }: MenuOptions,
): MenuItemConstructorOptions[] {
  if (key === 'file' && platform !== 'darwin') return [LINE, { role: 'quit', label: words.quit }];
  if (key === 'view') {
    return [
      LINE,
      { role: 'togglefullscreen', label: words.fullScreen },
      { role: 'toggleDevTools', label: words.developerTools },
    ];
  }
  return [];
}

function appMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: 'Patchloom',
    submenu: [
      { role: 'about', label: words.about },
      LINE,
      { role: 'services', label: words.services },
      LINE,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      LINE,
      { role: 'quit', label: words.quit },
    ],
  };
}

/** Until the editor has spoken: enough to paste into a field and to leave. */
function fallbackMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
      LINE,
      { role: 'quit', label: words.quit },
    ],
  };
}

function windowMenu(words: ShellWords, isMac: boolean): MenuItemConstructorOptions {
  const forMac: MenuItemConstructorOptions[] = [
    { role: 'close', label: words.close },
    { role: 'zoom', label: words.zoom },
    LINE,
    { role: 'front', label: words.front },
  ];
  return { label: words.window, submenu: [{ role: 'minimize', label: words.minimize }, ...(isMac ? forMac : [])] };
}
