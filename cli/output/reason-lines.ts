import type { Reasons } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';

/** Each reason, how many it concerns, and what to do about it. */
export function reasonLines({ items }: Reasons, paper: Screen): string[] {
  if (items.length === 0) return ['No delivery has a reason: nothing to explain.'];
  return items.flatMap(({ code, count, message, action, retriable, states = {} }) => {
    const which = Object.entries(states).map(([state, n]) => `${n} ${state}`);
    const again = retriable === undefined ? '' : retriable ? ' A retry may help.' : ' A retry alone will not help.';
    return [
      `${String(count).padStart(8)}  ${paper.paint('bold', code)}${which.length > 0 ? ` (${which.join(', ')})` : ''}`,
      `          ${message}`,
      `          → ${action}${again}`,
    ];
  });
}
