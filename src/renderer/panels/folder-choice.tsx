import { useState } from 'react';
import type { DesktopFolder } from '../../core/desktop-api.ts';
import { attempt } from '../commands/report.ts';
import { useWords } from '../words/use-words.ts';

/** On a desktop: a button that lets a person choose a folder in the system's own dialog. */
export function FolderChoice({ folder }: { folder: DesktopFolder }) {
  const { desktop: words } = useWords();
  const [chosen, setChosen] = useState<string>();
  const { desktop } = window;
  if (!desktop) return null;
  const choose = async () => {
    const path = await desktop.chooseFolder(folder);
    if (path !== undefined) setChosen(path);
  };
  return (
    <dd>
      <button type="button" className="link" onClick={() => attempt(choose)}>
        {folder === 'outputs' ? words.chooseOutputs : words.choosePacks}
      </button>
      {chosen !== undefined && <div role="status">{words.fromNextStart(chosen)}</div>}
    </dd>
  );
}
