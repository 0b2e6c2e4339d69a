import { randomUUID } from 'node:crypto';
import type {
  CoreInvocationContext,
  HookData,
  InvocationResponse,
  LogCategory,
  LogLevel,
  TypedData,
} from './contract.ts';
import type { App } from './core-module.ts';
import type { HostEvents } from './events.ts';
import type { Log } from './log.ts';
import type { Trigger } from './trigger.ts';

/** What wakes a function: its input and what is known about it. */
export interface Wake {
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** Where its caller must know it before; else a fresh one. */
  readonly invocationId?: string;
  /** The header `traceparent` of a request. The real host gives one to every invocation. */
  readonly traceParent?: string | undefined;
}

/** Runs a function once, its hooks included. Rejects with what the function, or a hook, threw. */
export type Invoke = (trigger: Trigger, wake: Wake) => Promise<InvocationResponse>;

/** Makes the `invoke` of one host: the steps of Microsoft's Node worker, in its order. */
export function invoker(app: App, appHookData: HookData, events: HostEvents, log: Log): Invoke {
  const runHooks = async (name: 'preInvocation' | 'postInvocation', context: object) => {
    for (const hook of app.hooks[name]) await hook(context);
  };

  const run = async (trigger: Trigger, wake: Wake, invocationId: string): Promise<InvocationResponse> => {
    const { metadata, callback } = trigger.fn;
    const hookData: HookData = {};
    let invocationContext: unknown;
    const core: CoreInvocationContext = {
      invocationId,
      request: {
        invocationId,
        functionId: metadata.functionId ?? metadata.name,
        inputData: [{ name: trigger.binding, data: wake.data }],
        triggerMetadata: wake.metadata ?? {},
        ...(wake.traceParent !== undefined && { traceContext: { traceParent: wake.traceParent } }),
      },
      metadata,
      log: (level, category, message) => {
        const line = hookedLog(app, { level, category, message, hookData, appHookData, invocationContext });
        log({ ...line, category, functionName: metadata.name, invocationId });
      },
    };
    const model = await app.model.getInvocationModel(core);
    const { context, inputs } = await model.getArguments();
    invocationContext = context;
    // Hooks may replace what is not behind a getter, and nothing else.
    const shared = {
      get hookData() {
        return hookData;
      },
      get appHookData() {
        return appHookData;
      },
      get invocationContext() {
        return context;
      },
    };
    const before = extend(shared, { inputs, functionCallback: callback });
    core.state = 'preInvocationHooks';
    await runHooks('preInvocation', before);

    const after: { result: unknown; error: unknown } & object = extend(shared, {
      inputs: before.inputs,
      result: null as unknown,
      error: null as unknown,
    });
    core.state = 'invocation';
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error ?? new Error('Unknown error');
    }
    core.state = 'postInvocationHooks';
    await runHooks('postInvocation', after);
    core.state = undefined;
    if (after.error !== null && after.error !== undefined) throw after.error;
    return model.getResponse(context, after.result);
  };

  return async (trigger, wake) => {
    const functionName = trigger.fn.metadata.name;
    const invocationId = wake.invocationId ?? randomUUID();
    const say = (level: LogLevel, message: string) =>
      log({ level, category: 'system', functionName, invocationId, message });
    events.emit('invoked', { functionName, invocationId });
    try {
      const response = await run(trigger, wake, invocationId);
      say('debug', 'Executed (Succeeded)');
      events.emit('completed', { functionName, invocationId, error: undefined });
      return response;
    } catch (error) {
      say('error', `Executed (Failed): ${error instanceof Error ? error.stack : String(error)}`);
      events.emit('completed', { functionName, invocationId, error });
      throw error;
    }
  };
}

function extend<A extends object, B extends object>(shared: A, own: B): A & B {
  return Object.create(shared, Object.getOwnPropertyDescriptors(own));
}

interface HookedLine {
  level: LogLevel;
  readonly category: LogCategory;
  message: string;
  readonly hookData: HookData;
  readonly appHookData: HookData;
  readonly invocationContext: unknown;
}

/** Lets log hooks change level and text of what the app wrote; what the host writes stays as it is. */
function hookedLog(app: App, line: HookedLine): { level: LogLevel; message: string } {
  const { level, category, message } = line;
  try {
    for (const hook of app.hooks.log) hook(line);
  } catch {
    // A hook that throws must not silence the log.
  }
  return category === 'user' ? { level: line.level, message: line.message } : { level, message };
}
