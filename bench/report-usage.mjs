// Preloaded into a measured process: writes its peak memory in kB to the file named by PATCHLOOM_BENCH_USAGE when it ends.
import fs from 'node:fs';

process.on('exit', () => {
  fs.writeFileSync(process.env.PATCHLOOM_BENCH_USAGE, String(process.resourceUsage().maxRSS));
});
