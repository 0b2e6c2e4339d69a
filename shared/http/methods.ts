import type { HttpMethod } from '@azure/functions';

/** What a function registers for, so that it is us who answer a method a route does not know. (fetch has no TRACE, CONNECT.) */
export const everyMethod: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
