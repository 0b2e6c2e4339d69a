import Module from 'node:module';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './contract.ts';
import { consoleLog } from './log.ts';

/** A function as `app.http` and its like registered it. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** Everything an app registered while it was loaded. */
export interface App {
  readonly functions: readonly RegisteredFunction[];
  readonly hooks: Readonly<Record<HookName, readonly HookCallback[]>>;
  readonly model: ProgrammingModel;
}

const log = consoleLog('information');
const noHooks = () => ({ appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] });

let collecting: { functions: Map<string, RegisteredFunction>; hooks: Record<HookName, HookCallback[]> } | undefined;
let model: ProgrammingModel | undefined;
let installed = false;
let turn: Promise<unknown> = Promise.resolve();

class Disposable {
  readonly #dispose: () => unknown;
  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
  dispose(): unknown {
    return this.#dispose();
  }
}

const coreApi = {
  version: '3.0.0',
  hostVersion: '4.0.0',
  Disposable,
  setProgrammingModel(given: ProgrammingModel): void {
    model = given;
  },
  getProgrammingModel: () => model,
  log(level: LogLevel, category: LogCategory, message: string): void {
    log({ level, category, message });
  },
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    if (!collecting) throw new Error('A function can only be registered during app startup.');
    const { functions } = collecting;
    const id = metadata.functionId ?? metadata.name;
    if (functions.has(id)) throw new Error(`A function with id "${id}" has already been registered.`);
    functions.set(id, { metadata, callback });
    return new Disposable(() => functions.delete(id));
  },
  registerHook(name: HookName, callback: HookCallback): Disposable {
    if (!collecting) throw new Error(`A hook "${name}" can only be registered during app startup by this host.`);
    const hooks = collecting.hooks[name];
    // The library looks for exactly this name and flag to tell an old host from a wrong hook.
    if (!hooks) {
      throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
    }
    hooks.push(callback);
    return new Disposable(() => {
      const at = hooks.indexOf(callback);
      if (at >= 0) hooks.splice(at, 1);
    });
  },
};

/**
 * Answers `require('@azure/functions-core')` with this host's module, for the whole process. Microsoft's Node worker
 * does it in this very way (a proxy of `Module.prototype.require`), so what finds the module here finds it there.
 */
function install(): void {
  if (installed) return;
  installed = true;
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (target, self, args) => (args[0] === '@azure/functions-core' ? coreApi : Reflect.apply(target, self, args)),
  });
}

/**
 * Runs `register` (usually the import of an app) and gives back what it registered. Apps are collected one at a time;
 * a module that was imported before registers nothing again.
 */
export function collectApp(register: () => unknown): Promise<App> {
  install();
  const mine = turn.then(async (): Promise<App> => {
    const collected = { functions: new Map<string, RegisteredFunction>(), hooks: noHooks() };
    collecting = collected;
    try {
      await register();
    } finally {
      collecting = undefined;
    }
    if (!model)
      throw new Error('No function was registered: does the entry file import the files with app.http() etc.?');
    return { functions: [...collected.functions.values()], hooks: collected.hooks, model };
  });
  turn = mine.catch(() => undefined);
  return mine;
}
