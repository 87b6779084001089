// Opens the desktop app where the Electron runtime has been downloaded; otherwise serves the same editor to a browser.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from './find-electron.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const runtime = findElectron();

const [command, ...args] = runtime ? [runtime, root] : [process.execPath, path.join(root, 'dist', 'cli.js'), 'serve'];
if (command !== runtime) {
  console.log(
    'The Electron runtime is not installed (“npx install-electron” fetches it): open this address in a browser instead.',
  );
}

const child = spawn(command, [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl+C reaches the child by itself: a second one would be taken for impatience. This process follows when the child has ended.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`It could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
