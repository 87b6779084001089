// Starts the built app on folders of its own, for scripts that look at it.
import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** A host that admits one browser; wait for `stop` at the end, before its folders are removed: until then it writes into them. */
export async function startApp(folder) {
  const cli = path.join(root, 'dist/cli.js');
  const host = spawn(process.execPath, [cli, 'serve', '--out', path.join(folder, 'out'), '--data', folder], {
    cwd: root,
    // Neither the settings, the packs nor the results of whoever calls this are to be seen.
    env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve) => {
    let printed = '';
    host.stdout.on('data', (text) => {
      printed += text;
      const address = /http:\S+/.exec(printed);
      if (address) resolve(address[0]);
    });
  });
  const stop = () =>
    new Promise((resolve) => {
      host.once('exit', resolve);
      if (!host.kill()) resolve();
    });
  return { url, stop };
}

/** Stops a film at a moment, so that pictures of it are always the same. */
export async function holdFilm(video, seconds) {
  await video.waitFor({ timeout: 120_000 });
  await video.evaluate(async (element, time) => {
    element.pause();
    element.currentTime = time;
    await new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }));
  }, seconds);
}
