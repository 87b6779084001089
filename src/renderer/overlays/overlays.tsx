import { assertNever } from '../../core/errors.ts';
import { useOverlay } from '../state/overlays.ts';
import { CommandPalette } from './command-palette.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { FindDialog } from './find-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import { NodeSearch } from './node-search.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { PopupMenu } from './popup-menu.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { TemplatesDialog } from './templates-dialog.tsx';

/** What lies over the window, if anything. */
export function Overlays() {
  const overlay = useOverlay((state) => state.overlay);
  if (!overlay) return null;
  switch (overlay.kind) {
    case 'menu':
      // A menu that follows another one is a new one: it starts with its first line.
      return <PopupMenu key={overlay.label} {...overlay} />;
    case 'commands':
      return <CommandPalette />;
    case 'nodes':
      return <NodeSearch {...overlay} />;
    case 'find':
      return <FindDialog />;
    case 'open':
      return <OpenDialog />;
    case 'compare':
      return <CompareDialog />;
    case 'templates':
      return <TemplatesDialog />;
    case 'question':
      return <QuestionDialog {...overlay} />;
    case 'name':
      return <NameDialog {...overlay} />;
    default:
      return assertNever(overlay);
  }
}
