import { COMMANDS, runCommand } from '../commands/commands.ts';
import { isWritingText } from '../commands/keyboard.ts';
import { useOverlay } from '../state/overlays.ts';

/**
 * Tab goes into the selected subgraph and out again while the canvas is led by the pointer, as in other editors. To those who work with the keyboard
 * it belongs to the focus: after any other key it is theirs until the pointer moves over the canvas again. Returns a function that ends it.
 */
export function listenToTab(): () => void {
  let isPointerLed = false;
  const point = (event: PointerEvent) => {
    isPointerLed = event.target instanceof Element && event.target.closest('.canvas') !== null;
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Shift') return;
    const isPlain = event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!isPlain || !isPointerLed || isWritingText(event.target) || useOverlay.getState().overlay) {
      isPointerLed = false;
      return;
    }
    const command = [COMMANDS.enterSubgraph, COMMANDS.leaveSubgraph].find(({ isEnabled }) => isEnabled?.());
    if (!command) return;
    event.preventDefault();
    runCommand(command);
  };
  window.addEventListener('pointermove', point, { passive: true });
  window.addEventListener('keydown', press);
  return () => {
    window.removeEventListener('pointermove', point);
    window.removeEventListener('keydown', press);
  };
}
