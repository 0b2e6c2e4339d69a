/** Loaded before a measured script (`--import`): answers what the process has used. It keeps no process alive. */
process.on('message', (message) => {
  if (typeof message !== 'object' || message === null || !('ask' in message) || message.ask !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, peakRss: process.resourceUsage().maxRSS * 1024 });
});
process.channel?.unref();
