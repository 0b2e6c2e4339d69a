/**
 * Loads an app the way Microsoft's Node worker does: a proxy over Module.prototype.require answers
 * '@azure/functions-core', then the file package.json names is imported. Prints what was registered, and what the
 * handler of the function named in the second argument, if there is one, gives.
 */
const Module = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [, , folder, toRun] = process.argv;
const functions = {};
let model;
const coreApi = {
  version: '3.0.0',
  hostVersion: '4.0.0',
  registerFunction: (metadata, callback) => {
    functions[metadata.name] = { metadata, callback };
  },
  registerHook: () => {},
  setProgrammingModel: (given) => {
    model = given;
  },
  getProgrammingModel: () => model,
  log: () => {},
};
Module.prototype.require = new Proxy(Module.prototype.require, {
  apply: (target, self, args) => (args[0] === '@azure/functions-core' ? coreApi : Reflect.apply(target, self, args)),
});

const { main, type } = require(join(folder, 'package.json'));
if (type !== 'module') throw new Error('the worker would require() it');
import(pathToFileURL(join(folder, main)).href).then(async () => {
  const types = Object.entries(functions).map(([name, { metadata }]) => {
    const trigger = Object.values(metadata.bindings).find((binding) => binding.direction === 'in');
    return [name, trigger.type];
  });
  const result = toRun && (await functions[toRun].callback({}, {}));
  console.log(JSON.stringify({ model: model.name, functions: Object.fromEntries(types.toSorted()), result }));
  process.exit(0);
});
