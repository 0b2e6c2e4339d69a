import type { TenantView } from '../../shared/api/views/operations.ts';
import type { Screen } from '../terminal/screen.ts';
import { instant, oneLine } from './words.ts';

/** Whether a tenant's broadcasts are sent, who says so, and how many it concerns. */
export function tenantLines({ tenant, sending, since, by, reason, broadcasts }: TenantView, paper: Screen): string[] {
  const isOn = sending === 'on';
  const state = isOn ? paper.paint('green', 'is sent to') : paper.paint('red', 'is stopped: nothing is sent');
  const who = [since === null ? '' : ` since ${instant(since)}`, by === null ? '' : ` by ${oneLine(by)}`].join('');
  const wait = broadcasts === 1 ? '1 broadcast has' : `${broadcasts} broadcasts have`;
  return [
    `${paper.paint('bold', tenant)} ${state}${who}.`,
    ...(reason === null ? [] : [`  ${oneLine(reason)}`]),
    `  ${wait} not ended: ${broadcasts === 1 ? 'it goes' : 'they go'} on${isOn ? '' : ' when it is started again'}.`,
  ];
}
