/** What comes in from Teams goes through botbuilder's CloudAdapter here, and leaves it as plain values. */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type Response, type TurnContext } from 'botbuilder';

export interface ReceiverAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Does what an activity asks for.
 * @returns what an invoke is answered; ignored for other activities
 */
export type OnActivity = (activity: unknown) => Promise<ReceiverAnswer | undefined>;

/**
 * Takes an activity, a parsed object that has been let in (bot/bot-door.ts), and answers it: 200, or what the invoke is
 * answered; 400 for no activity.
 * @throws what `onActivity` throws
 */
export type Receiver = (body: Record<string, unknown>, onActivity: OnActivity) => Promise<ReceiverAnswer>;

/** Unlike botbuilder's own default, nothing is read from the environment. */
const unregistered = { MicrosoftAppId: '', MicrosoftAppType: '', MicrosoftAppTenantId: '', MicrosoftAppPassword: '' };

/**
 * botbuilder is told of no registration, in no mode. Who may come in is decided before, by rules it does not have; and as it
 * knows neither secret nor identity, it has no token that it could send to an address it was given.
 */
export function createReceiver(): Receiver {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(unregistered));

  return async (body, onActivity) => {
    const answer: { status: number; body?: unknown } = { status: 200 };
    // Thrown through botbuilder an error would be printed whole, and its text sent to the caller.
    let failure: { readonly error: unknown } | undefined;
    const request = { method: 'POST', headers: {}, body };
    await adapter.process(request, responseInto(answer), async (turn: TurnContext) => {
      try {
        const invoke = await onActivity(turn.activity);
        if (invoke && turn.activity.type === 'invoke')
          await turn.sendActivity({ type: 'invokeResponse', value: invoke });
      } catch (error) {
        failure = { error };
      }
    });
    if (failure) throw failure.error;
    return answer;
  };
}

/** The part of an Express response that botbuilder writes to. */
function responseInto(answer: { status: number; body?: unknown }): Response {
  const response: Response = {
    socket: undefined,
    status: (code) => {
      answer.status = code;
      return response;
    },
    send: (body) => {
      answer.body = body;
      return response;
    },
    header: () => response,
    end: () => response,
  };
  return response;
}
