import { useEffect } from 'react';
import { AppView } from './app-view/app-view.tsx';
import { Canvas } from './canvas/canvas.tsx';
import { listenToTab } from './canvas/tab-key.ts';
import { listenToClipboard } from './commands/clipboard.ts';
import { COMMANDS } from './commands/commands.ts';
import { listenToFiles } from './commands/import-file.ts';
import { listenToKeys } from './commands/keyboard.ts';
import { Overlays } from './overlays/overlays.tsx';
import { Inspector } from './panels/inspector.tsx';
import { LeftPanel } from './panels/left-panel.tsx';
import { MemoryNote } from './panels/memory-note.tsx';
import { MissingPacks } from './panels/missing-packs.tsx';
import { ProblemList } from './panels/problem-list.tsx';
import { Rail } from './panels/rail.tsx';
import { Results } from './panels/results.tsx';
import { StatusBar } from './panels/status-bar.tsx';
import { TopBar } from './panels/top-bar.tsx';
import { useHost } from './state/host.ts';
import { useSession } from './state/session.ts';
import { useWords } from './words/use-words.ts';

/** The editor: canvas in the middle, everything else around it. */
export function App() {
  const words = useWords();
  const { isApp, sidePanelOpen, language } = useSession();
  const hasNodes = useHost((state) => state.specs.size > 0);
  useEffect(() => listenToKeys(Object.values(COMMANDS)), []);
  useEffect(listenToClipboard, []);
  useEffect(listenToFiles, []);
  useEffect(listenToTab, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <div className="app">
      <TopBar />
      <Rail />
      <LeftPanel />
      {isApp ? <AppView /> : hasNodes ? <Canvas /> : <main className="canvas" aria-label={words.canvas} />}
      {sidePanelOpen && !isApp && (
        <aside className="panel side-panel" aria-label={words.toggleSidePanel}>
          <div className="panel-scroll">
            <ProblemList />
            <MemoryNote />
            <MissingPacks />
            <Results />
            <Inspector />
          </div>
        </aside>
      )}
      <StatusBar />
      <Overlays />
    </div>
  );
}
