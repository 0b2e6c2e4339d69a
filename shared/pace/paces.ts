import type { Context } from '../context.ts';
import type { Pace } from './pace.ts';
import { TenantPace } from './tenant-pace.ts';

/**
 * One pace for each tenant, for all jobs of a process.
 * @param context what they send by; asked for when a tenant is first sent to
 */
export function onePaceEach(context: () => Context): Context['pace'] {
  const paces = new Map<string, Pace>();
  return (tenant) => {
    const pace = paces.get(tenant) ?? new TenantPace(context(), tenant);
    paces.set(tenant, pace);
    return pace;
  };
}
