/**
 * The process of the storage emulator: Azurite's own command with our options, and the watch on its parent. The only
 * argument is the folder for its data; without it, data stays in memory and goes with the process.
 */
import { createRequire } from 'node:module';

const [node = '', , folder] = process.argv;
const where = folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder];
const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
process.argv = [node, 'azurite', ...where, ...ports, '--silent', '--skipApiVersionCheck', '--disableTelemetry'];

// The parent is gone or wants us to end. Azurite writes its data on SIGTERM; nobody may be left to read what it says.
process.stdout.on('error', () => {});
const end = () => {
  if (folder === undefined) process.exit();
  setTimeout(() => process.exit(), 10_000).unref();
  process.emit('SIGTERM');
};
process.once('disconnect', end);
if (!process.connected) process.exit();

createRequire(import.meta.url)('azurite/dist/src/azurite.js');
