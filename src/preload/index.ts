import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopApi } from '../core/host-api.ts';

/** Must be the main process's `REVEAL_CHANNEL`; a sandboxed preload shares no module with it. */
const REVEAL_CHANNEL = 'desktop:reveal-output';

const desktop: DesktopApi = {
  platform: process.platform,
  revealOutput: (name) => ipcRenderer.invoke(REVEAL_CHANNEL, name),
};

contextBridge.exposeInMainWorld('desktop', desktop);
