import { type Answer, refusals } from '../answers.ts';
import type { Operation } from '../request.ts';

/** Where a tenant is, and what a request's serviceUrl named. */
interface Host {
  readonly tenant: string | undefined;
  readonly region: string | undefined;
}

/** What a serviceUrl of another region or tenant is answered with; `/teams/` is the global one, good for all. */
export function wrongHost(
  home: { readonly tenant: string; readonly region: string },
  { tenant, region, operation }: Host & { readonly operation: Operation },
): Answer | undefined {
  if (tenant !== undefined && tenant !== home.tenant) return refusals['403-service-error-acl'];
  if (region === undefined || region === 'teams' || region === home.region) return undefined;
  if (operation === 'create') return refusals['403-bad-argument-region'];
  const message = `Incoming request was redirected to the wrong geo! Current geo: ${region.toUpperCase()}, Target geo: ${home.region.toUpperCase()}`;
  return { status: 400, body: { error: { code: 'BadArgument', message } } };
}
