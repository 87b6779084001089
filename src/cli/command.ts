/** One word of the command line. Loaded only when it is called, so that `--help` needs none of them. */
export interface Command {
  /** Everything `patchloom <command> --help` prints. */
  readonly help: string;
  /** Returns the exit code: 0 done, 1 failed, 2 wrong use or an invalid workflow, 130 stopped. */
  execute(args: readonly string[]): Promise<number>;
}
