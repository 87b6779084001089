// First: schemas are made when their modules are loaded.
import '../core/no-code-from-text.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectDesktop } from './host/connect-desktop.ts';
import { startSession } from './host/start-session.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/canvas.css';
import './styles/boxes.css';
import './styles/card.css';
import './styles/overview.css';
import './styles/widgets.css';
import './styles/curve.css';
import './styles/subgraphs.css';
import './styles/panels.css';
import './styles/palette.css';
import './styles/left-panel.css';
import './styles/player.css';
import './styles/app-view.css';
import './styles/documents.css';
import './styles/overlays.css';
import './styles/compare.css';
import './styles/packs.css';
import './styles/queue.css';
import './styles/templates.css';
import './styles/narrow.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startSession();
if (window.desktop) connectDesktop(window.desktop);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
