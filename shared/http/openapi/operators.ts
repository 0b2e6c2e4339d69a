import { auditQuery, cursorQuery, listQuery, tenantQuery } from '../query.ts';
import { audit, auditExportQuery, exportAudit } from '../routes/audit.ts';
import { person, personQuery } from '../routes/person.ts';
import { personData } from '../routes/person-data.ts';
import { reach } from '../routes/reach.ts';
import { redriveAll } from '../routes/redrive.ts';
import { resolve } from '../routes/resolve.ts';
import { startTenant, stopTenant, tenant } from '../routes/tenant.ts';
import { shows, streams } from './answers.ts';
import { type Address, describe } from './operation.ts';

/** What is no broadcast: audiences, people, tenants. */
export const operatorAddresses: readonly Address[] = [
  describe('audience/resolve', 'audience', resolve, {
    POST: {
      id: 'resolveAudience',
      summary: 'Counts whom an audience comes to, and stores nothing.',
      body: { is: 'DryRun' },
      answer: shows('ResolvedAudience', 'What a broadcast now would come to.'),
      problems: ['invalid-cursor', 'tenant-required', 'tenant-not-allowed'],
    },
  }),
  describe('reach', 'audience', reach, {
    GET: {
      id: 'getReach',
      summary: 'Counts who is on record, and who of them can be reached.',
      description: '`asOf` says when: who asks soon after somebody else is shown the same.',
      query: { ...tenantQuery, ...cursorQuery },
      answer: shows('Reach', 'How many there are, by kind and by state.'),
    },
  }),
  describe('people/{aadObjectId}', 'people', person, {
    GET: {
      id: 'getPerson',
      summary: 'Tells whether somebody can be reached, and what they got lately.',
      description: 'An id that nobody knows is an answer, too.',
      query: { ...tenantQuery, ...personQuery },
      answer: shows('Person', 'The person.'),
    },
    DELETE: {
      id: 'deletePerson',
      summary: 'Deletes all that is kept of somebody. How many got what stays as it was.',
      description: 'Asked again with `cursor` until `complete`; it is done once.',
      query: { ...tenantQuery, ...cursorQuery },
      answer: shows('DeletedPerson', 'What was deleted.'),
      problems: ['person-in-broadcast'],
    },
  }),
  describe('people/{aadObjectId}/data', 'people', personData, {
    GET: {
      id: 'getPersonData',
      summary: 'Streams all that is kept of somebody.',
      query: tenantQuery,
      answer: streams('A record each.', { 'application/x-ndjson': 'A record each, of a `kind`.' }),
    },
  }),
  describe('audit', 'audit', audit, {
    GET: {
      id: 'listAudit',
      summary: 'Lists who did what, the newest first.',
      description: 'A page may hold fewer than its limit, or none, and yet have a next one.',
      query: { ...tenantQuery, ...listQuery, ...auditQuery },
      answer: shows('AuditPage', 'A page of entries.'),
    },
  }),
  describe('audit/export', 'audit', exportAudit, {
    GET: {
      id: 'exportAudit',
      summary: 'Streams all entries that fit, as CSV or as NDJSON.',
      description: '`format` says which, or else `Accept`. One that breaks off is never ended as if it were whole.',
      query: auditExportQuery,
      answer: streams('The entries.', {
        'text/csv': 'A row each, after a row of names.',
        'application/x-ndjson': 'An `AuditEntry` each.',
      }),
      problems: ['not-acceptable'],
    },
  }),
  describe('redrive', 'operators', redriveAll, {
    POST: {
      id: 'redriveAll',
      summary: 'Drives everything on that has work.',
      query: tenantQuery,
      answer: shows('Redriven', 'What was put back, and what was woken.'),
    },
  }),
  describe('tenants/{tenant}', 'operators', tenant, {
    GET: {
      id: 'getTenant',
      summary: 'Shows whether the broadcasts of a tenant are sent, and who says so.',
      answer: shows('Tenant', 'The tenant.'),
    },
  }),
  describe('tenants/{tenant}/stop', 'operators', stopTenant, {
    POST: {
      id: 'stopTenant',
      summary: 'Stops all sending of a tenant.',
      body: { is: 'Stop', mayBeMissing: true },
      answer: shows('Tenant', 'Nothing more is sent.'),
      problems: ['stop-unconfirmed'],
    },
  }),
  describe('tenants/{tenant}/start', 'operators', startTenant, {
    POST: {
      id: 'startTenant',
      summary: 'Lets a stopped tenant go on.',
      answer: shows('Tenant', 'It goes on.'),
      problems: ['stop-unconfirmed'],
    },
  }),
];
