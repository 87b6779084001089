import { app } from 'electron';

/** What has to happen before the app may end. */
export interface QuitSteps {
  /** How many runs quitting would stop. */
  runsLeft(): number;
  /** Whether runs are to be stopped for it. */
  mayStop(runs: number): Promise<boolean>;
  /** Lets the window hand over what it has not handed over yet. */
  keepWork(): Promise<void>;
  /** Stops the runs and closes the models. */
  close(): Promise<void>;
}

/** Holds the quitting up until runs were asked about, work is kept and all is closed. Answers whether that is done. */
export function quitSafely(steps: QuitSteps): () => boolean {
  let state: 'open' | 'asking' | 'over' = 'open';

  const leave = async (): Promise<boolean> => {
    const runs = steps.runsLeft();
    if (runs > 0 && !(await steps.mayStop(runs))) return false;
    await steps.keepWork();
    await steps.close();
    return true;
  };

  app.on('before-quit', async (event) => {
    if (state === 'over') return;
    event.preventDefault();
    if (state === 'asking') return;
    state = 'asking';
    const isOver = await leave().catch((error: unknown) => {
      // Nobody could ever quit if this kept them from it.
      console.error('patchloom: closing failed:', error);
      return true;
    });
    state = isOver ? 'over' : 'open';
    if (isOver) app.quit();
  });

  return () => state === 'over';
}
