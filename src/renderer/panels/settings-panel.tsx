import { useEffect, useState } from 'react';
import { toFailure } from '../../core/errors.ts';
import type { HostResult } from '../../core/host-api.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { LANGUAGE_NAMES } from '../words/languages.ts';
import { useWords } from '../words/use-words.ts';
import { DeviceChoice } from './device-choice.tsx';
import { FolderChoice } from './folder-choice.tsx';

/** What a person can choose for the editor on this machine, and where things are. */
export function SettingsPanel() {
  const words = useWords();
  const { theme, language, motion, modelGigabytes, diskGigabytes } = useSettings();
  return (
    <div className="panel-scroll settings">
      <Choice
        label={words.settings.theme}
        value={theme}
        options={words.settings.themes}
        choose={(next) => changeSettings({ theme: next })}
      />
      <Choice
        label={words.language}
        value={language ?? SYSTEM}
        options={{ [SYSTEM]: words.settings.systemLanguage, ...LANGUAGE_NAMES }}
        choose={(next) => changeSettings({ language: next === SYSTEM ? undefined : next })}
      />
      <Choice
        label={words.settings.motion}
        value={motion}
        options={words.settings.motions}
        choose={(next) => changeSettings({ motion: next })}
      />
      <DeviceChoice />
      <Choice
        label={words.settings.models}
        value={modelGigabytes === undefined ? HALF : inGigabytes(modelGigabytes)}
        options={{ [HALF]: words.settings.half, ...sizesFrom(MODEL_SIZES) }}
        choose={(next) => changeSettings({ modelGigabytes: next === HALF ? undefined : Number.parseInt(next, 10) })}
      />
      <Choice
        label={words.settings.disk}
        value={inGigabytes(diskGigabytes)}
        options={{ ...sizesFrom(DISK_SIZES), [inGigabytes(0)]: words.settings.noDisk }}
        choose={(next) => changeSettings({ diskGigabytes: Number.parseInt(next, 10) })}
      />
      <button
        type="button"
        className="link setting"
        onClick={() => useSession.getState().set({ leftPanel: 'shortcuts' })}
      >
        {words.settings.changeShortcuts}
      </button>
      <Folders />
    </div>
  );
}

const SYSTEM = 'system';
const HALF = 'half';
const MODEL_SIZES = [2, 8, 32];
const DISK_SIZES = [0, 2, 8, 32];

function inGigabytes(size: number): string {
  return `${size} GB`;
}

function sizesFrom(sizes: readonly number[]): Record<string, string> {
  return Object.fromEntries(sizes.map((size) => [inGigabytes(size), inGigabytes(size)]));
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, string>>;
  choose(value: Value): void;
}

/** One of a few, all of them to be seen. */
function Choice<Value extends string>({ label, value, options, choose }: ChoiceProps<Value>) {
  return (
    <fieldset className="setting">
      <legend className="section-title">{label}</legend>
      <div className="segments">
        {(Object.entries(options) as [Value, string][]).map(([option, name]) => (
          <label key={option} className="segment">
            <input type="radio" name={label} checked={option === value} onChange={() => choose(option)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Folders() {
  const words = useWords();
  const api = useHost((state) => state.api);
  const [folders, setFolders] = useState<HostResult<'listFolders'>>();
  useEffect(() => {
    let isShown = true;
    api?.call('listFolders', {}).then(
      (found) => isShown && setFolders(found),
      (error: unknown) => useSession.getState().say({ tone: 'error', text: toFailure(error).message }),
    );
    return () => {
      isShown = false;
    };
  }, [api]);
  if (!folders) return null;
  return (
    <section className="setting" aria-label={words.settings.folders}>
      <h3 className="section-title">{words.settings.folders}</h3>
      <dl className="folders">
        <dt>{words.settings.outputs}</dt>
        <dd>{folders.outputs}</dd>
        <FolderChoice folder="outputs" />
        <dt>{words.settings.packs}</dt>
        {folders.packs.map((folder) => (
          <dd key={folder}>{folder}</dd>
        ))}
        <FolderChoice folder="packs" />
        <dt>{words.settings.workflows}</dt>
        <dd>{folders.workflows}</dd>
      </dl>
    </section>
  );
}
