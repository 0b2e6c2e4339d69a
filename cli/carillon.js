#!/usr/bin/env node
/**
 * The command `carillon`. What is written here runs on any Node.js, so that one that is too old for the rest can say so.
 */
import * as module from 'node:module';

const { versions } = process;
if (Number(versions.node.split('.')[0]) < 24) {
  console.error(`carillon needs Node.js 24 or newer; this is ${versions.node}. In a checkout, npm ci installs one:`);
  console.error('npx carillon uses that.');
  process.exitCode = 1;
} else {
  // Half of the time until the first word is reading and stripping the source: that is done once.
  module.enableCompileCache();
  await import('./main.ts');
}
