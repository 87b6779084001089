import { contextBridge, ipcRenderer } from 'electron';
import { DESKTOP_CHANNELS, DESKTOP_EVENTS, type DesktopApi } from '../core/desktop-api.ts';

/** Named functions and nothing more: the page can't name a channel, and never sees Electron's own objects. */
const desktop: DesktopApi = {
  platform: process.platform,
  revealOutput: (name) => ipcRenderer.invoke(DESKTOP_CHANNELS.revealOutput, name),
  showMenus: (menus) => ipcRenderer.invoke(DESKTOP_CHANNELS.showMenus, menus),
  onCommand: (listener) => void ipcRenderer.on(DESKTOP_EVENTS.command, (_event, name: string) => listener(name)),
  chooseFiles: () => ipcRenderer.invoke(DESKTOP_CHANNELS.chooseFiles),
  takeFiles: () => ipcRenderer.invoke(DESKTOP_CHANNELS.takeFiles),
  onFilesWaiting: (listener) => void ipcRenderer.on(DESKTOP_EVENTS.filesWaiting, () => listener()),
  saveFile: (name, text) => ipcRenderer.invoke(DESKTOP_CHANNELS.saveFile, name, text),
  chooseFolder: (folder) => ipcRenderer.invoke(DESKTOP_CHANNELS.chooseFolder, folder),
  onClosing: (keepWork) =>
    void ipcRenderer.on(DESKTOP_EVENTS.closing, () =>
      keepWork().finally(() => ipcRenderer.invoke(DESKTOP_CHANNELS.workIsKept)),
    ),
};

contextBridge.exposeInMainWorld('desktop', desktop);
