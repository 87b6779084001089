import { create } from 'zustand';
import { toFailure } from '../../core/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../core/settings.ts';
import { isLanguage, preferredLanguage } from '../words/languages.ts';
import { useHost } from './host.ts';
import { useSession } from './session.ts';

/** What a person has chosen; the host keeps it, as the window's own storage is gone with the host's port. */
export const useSettings = create<Settings>()(() => DEFAULT_SETTINGS);

/** Takes the settings that the host has kept. */
export function takeSettings(settings: Settings): void {
  useSettings.setState(settings);
  apply(settings);
}

/** Changes a setting, here at once and for the next start. */
export function changeSettings(change: Partial<Settings>): void {
  const settings = { ...useSettings.getState(), ...change };
  takeSettings(settings);
  const { api } = useHost.getState();
  api?.call('writeSettings', settings).catch((error: unknown) => {
    useSession.getState().say({ tone: 'error', text: toFailure(error).message });
  });
}

/** Whether things are to move as little as possible. */
export function prefersReducedMotion(): boolean {
  return useSettings.getState().motion === 'reduced' || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function apply({ theme, language, motion }: Settings): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme;
  dataset.motion = motion;
  const spoken =
    language !== undefined && isLanguage(language) ? language : preferredLanguage(globalThis.navigator.languages);
  useSession.getState().set({ language: spoken });
}
