/** Where packaging puts a file that is started or loaded as a library: that can't be done inside the app's archive. */
export function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
