/** The processor time of all processes of the browser while something goes on, in percent of one core. */
export async function coreShareWhile(browser, work) {
  const session = await browser.newBrowserCDPSession();
  const processorSeconds = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const [before, start] = [await processorSeconds(), performance.now()];
  await work();
  const share = ((await processorSeconds()) - before) / ((performance.now() - start) / 1000);
  await session.detach();
  return share * 100;
}
