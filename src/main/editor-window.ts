import path from 'node:path';
import { BrowserWindow, screen } from 'electron';
import { notePlacement, placeWindow, readWindowState, SMALLEST_WINDOW, writeWindowState } from './window-state.ts';

const WINDOW_BACKGROUND = '#14161a';

/** A window for the editor, where the last one was, with nothing loaded yet. */
export function createEditorWindow(stateFile: string): BrowserWindow {
  const displays = screen.getAllDisplays();
  const { bounds, isMaximized, isFullScreen } = placeWindow(readWindowState(stateFile), displays);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    title: 'Patchloom',
    backgroundColor: WINDOW_BACKGROUND,
    webPreferences: {
      preload: path.join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      // Chromium would fetch dictionaries from the network.
      spellcheck: false,
    },
  });
  if (isMaximized) window.maximize();
  if (isFullScreen) window.setFullScreen(true);
  window.on('close', () => keepPlacement(window, stateFile));
  return window;
}

/** The window that there is; on a Mac there may be none for a while. */
export function editorWindow(): BrowserWindow | undefined {
  return BrowserWindow.getAllWindows()[0];
}

/** Whoever asks for a dialog has a window. */
export function askingWindow(): BrowserWindow {
  const window = editorWindow();
  if (!window) throw new Error('There is no window to show a dialog in');
  return window;
}

export function focusWindow(): void {
  const window = editorWindow();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

function keepPlacement(window: BrowserWindow, stateFile: string): void {
  const placement = {
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
  };
  try {
    writeWindowState(stateFile, notePlacement(readWindowState(stateFile), screen.getAllDisplays(), placement));
  } catch (error) {
    // Where the window stood is not worth keeping anybody from closing it.
    console.warn(`patchloom: the window's place can't be kept: ${String(error)}`);
  }
}
