import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import type { DesktopMenus } from '../../src/core/desktop-menu.ts';
import { acceleratorOf, menuTemplate } from '../../src/main/menus.ts';
import { SHELL_WORDS, shellWords } from '../../src/main/words.ts';

const menus: DesktopMenus['menus'] = [
  {
    key: 'edit',
    label: 'Edit',
    items: [
      { kind: 'command', name: 'undo', label: 'Undo', keys: 'Mod+Z', isEnabled: false },
      { kind: 'line' },
      { kind: 'command', name: 'copy', label: 'Copy', keys: 'Mod+C', isEnabled: false },
    ],
  },
  {
    key: 'view',
    label: 'View',
    items: [{ kind: 'command', name: 'minimap', label: 'Map', isEnabled: true, isOn: true }],
  },
];
const choose = vi.fn();
const template = (platform: NodeJS.Platform) => menuTemplate(menus, { platform, words: SHELL_WORDS.en, choose });
const submenu = (items: MenuItemConstructorOptions[], label: string) =>
  items.find((item) => item.label === label)?.submenu as MenuItemConstructorOptions[];

describe('the menu bar', () => {
  test('has the editor’s menus; keys are shown and left to the page', () => {
    const [undo, line, copy] = submenu(template('linux'), 'Edit');
    expect(undo).toEqual({
      label: 'Undo',
      enabled: false,
      accelerator: 'CmdOrCtrl+Z',
      registerAccelerator: false,
      click: expect.any(Function),
    });
    expect(line).toEqual({ type: 'separator' });
    // Greyed out, copying would not work in text fields either.
    expect(copy).toEqual({ role: 'copy', label: 'Copy', registerAccelerator: false });
  });

  test('says what is on, and a choice is a name', () => {
    const [map] = submenu(template('linux'), 'View') as [{ click(): void }];
    expect(map).toMatchObject({ type: 'checkbox', checked: true });
    map.click();
    expect(choose.mock.calls).toEqual([['minimap']]);
  });

  test('begins with the app’s own menu on a Mac alone', () => {
    expect(template('darwin').map(({ label }) => label)).toEqual(['Patchloom', 'Edit', 'View', 'Window']);
    expect(template('win32').map(({ label }) => label)).toEqual(['Edit', 'View', 'Window']);
  });

  test.each(['linux', 'darwin', 'win32'] as const)(
    'lets one paste and quit on %s before the editor has spoken',
    (platform) => {
      const roles = menuTemplate([], { platform, words: SHELL_WORDS.en, choose })
        .flatMap((menu) => menu.submenu as MenuItemConstructorOptions[])
        .map(({ role }) => role);
      expect(roles).toEqual(expect.arrayContaining(['paste', 'quit']));
    },
  );
});

test.each([
  ['Mod+Shift+Z', 'CmdOrCtrl+Shift+Z', 'CmdOrCtrl+Shift+Z'],
  ['Alt+PageDown', 'Alt+PageDown', 'Alt+PageDown'],
  ['Mod+.', 'CmdOrCtrl+.', 'CmdOrCtrl+.'],
  ['F', 'F', undefined],
  ['+', 'Plus', undefined],
])(
  'the keys %s are shown as %s, on a Mac as %s: it would take single letters from whoever writes',
  (keys, shown, onMac) => {
    expect([acceleratorOf(keys, 'linux'), acceleratorOf(keys, 'darwin')]).toEqual([shown, onMac]);
  },
);

describe('the shell’s words', () => {
  test('are in the first language that there are words in', () => {
    expect(shellWords(['fr-FR', 'zh-Hans-CN', 'en'])).toBe(SHELL_WORDS['zh-CN']);
    expect(shellWords(['en-GB', 'zh-CN'])).toBe(SHELL_WORDS.en);
    expect(shellWords([])).toBe(SHELL_WORDS.en);
  });

  test('are all translated', () => {
    const texts = (words: object): [string, string][] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'object' ? texts(value) : [[key, typeof value === 'function' ? value(2) : value]],
      );
    const chinese = texts(SHELL_WORDS['zh-CN']);
    expect(chinese.map(([key]) => key)).toEqual(texts(SHELL_WORDS.en).map(([key]) => key));
    expect(chinese.filter(([, text]) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });
});
