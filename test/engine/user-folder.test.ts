import { expect, test } from 'vitest';
import { userFolder } from '../../src/engine/user-folder.ts';

test('settings are where each system keeps them', () => {
  const at = (platform: NodeJS.Platform, home: string, variables: Record<string, string> = {}) =>
    userFolder({ platform, home, variables });
  expect(at('linux', '/home/ada')).toBe('/home/ada/.config/patchloom');
  expect(at('linux', '/home/ada', { XDG_CONFIG_HOME: '/etc/ada' })).toBe('/etc/ada/patchloom');
  expect(at('darwin', '/Users/ada')).toBe('/Users/ada/Library/Application Support/Patchloom');
  expect(at('win32', 'C:\\Users\\ada', { APPDATA: 'D:\\Roaming' })).toBe('D:\\Roaming\\Patchloom');
});
