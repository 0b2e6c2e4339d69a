/** What comes in from Teams goes through botbuilder's CloudAdapter here, and leaves it as plain values. */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type Response, type TurnContext } from 'botbuilder';

/** A request to the bot's endpoint: its body parsed, an object. */
export interface IncomingActivity {
  /** The header Authorization. */
  readonly authorization?: string;
  readonly body: Record<string, unknown>;
}

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
 * Lets an activity in, if it may, and answers it: 200, or what the invoke is answered; 400 for no activity, 401 for a
 * token that is none.
 * @throws what `onActivity` throws
 */
export type Receiver = (incoming: IncomingActivity, onActivity: OnActivity) => Promise<ReceiverAnswer>;

/** The bot's registration, under the platform's own names. Without `MicrosoftAppId` no token is asked for. */
export interface BotRegistration {
  readonly MicrosoftAppId?: string;
  readonly MicrosoftAppType?: string;
  readonly MicrosoftAppTenantId?: string;
  readonly MicrosoftAppPassword?: string;
}

const unregistered = { MicrosoftAppId: '', MicrosoftAppType: '', MicrosoftAppTenantId: '', MicrosoftAppPassword: '' };

/** @param registration taken as it is: unlike botbuilder's own default, nothing is read from the environment */
export function createReceiver(registration: BotRegistration): Receiver {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({ ...unregistered, ...registration }));

  return async ({ authorization, body }, onActivity) => {
    const answer: { status: number; body?: unknown } = { status: 200 };
    // Thrown through botbuilder an error would be printed whole, and its text sent to the caller.
    let failure: { readonly error: unknown } | undefined;
    const headers = authorization === undefined ? {} : { authorization };
    await adapter.process({ method: 'POST', headers, body }, responseInto(answer), async (turn: TurnContext) => {
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
