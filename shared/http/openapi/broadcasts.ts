import { broadcastQuery, deliveryQuery, listQuery, tenantQuery } from '../query.ts';
import { broadcast } from '../routes/broadcast.ts';
import { broadcasts } from '../routes/broadcasts.ts';
import { deliveries } from '../routes/deliveries.ts';
import { delivery } from '../routes/delivery.ts';
import { deliveriesExportQuery, exportDeliveries } from '../routes/export.ts';
import { message } from '../routes/message.ts';
import { reasons } from '../routes/reasons.ts';
import { refused } from '../routes/refused.ts';
import { webhook } from '../routes/webhook.ts';
import { begins, shows, streams } from './answers.ts';
import { type Address, describe } from './operation.ts';

/** Broadcasts: sending them, and knowing what became of them. */
export const broadcastAddresses: readonly Address[] = [
  describe('broadcasts', 'broadcasts', broadcasts, {
    GET: {
      id: 'listBroadcasts',
      summary: 'Lists broadcasts, the newest first.',
      description: 'A page may hold fewer than `limit`, or none, and yet have a `next`.',
      query: { ...broadcastQuery, ...tenantQuery, ...listQuery },
      answer: shows('BroadcastsPage', 'A page of them.', 'polled'),
    },
    POST: {
      id: 'createBroadcast',
      summary: 'Sends a message to an audience.',
      body: { is: 'NewBroadcast' },
      idempotent: true,
      answer: begins('It is taken: as it stands.'),
      problems: [
        'confirmation-required',
        'test-on-yourself',
        'idempotency-key-reused',
        'tenant-required',
        'tenant-not-allowed',
      ],
    },
  }),
  describe('broadcasts/refused', 'broadcasts', refused, {
    GET: {
      id: 'listRefused',
      summary: 'Lists the jobs of the queue door that were not taken, the newest first.',
      query: listQuery,
      answer: shows('RefusedPage', 'A page of them.'),
    },
  }),
  describe('broadcasts/{id}', 'broadcasts', broadcast, {
    GET: {
      id: 'getBroadcast',
      summary: 'Shows a broadcast as it stands.',
      answer: shows('Broadcast', 'The broadcast.', 'polled'),
    },
  }),
  describe('broadcasts/{id}/message', 'broadcasts', message, {
    GET: {
      id: 'getMessage',
      summary: 'Shows the whole message of a broadcast, in its newest version.',
      answer: shows('Message', 'The message.', 'tagged'),
    },
    PATCH: {
      id: 'editMessage',
      summary: 'Puts another message in its place, also where it was delivered already.',
      body: { is: 'NewMessage' },
      ifMatch: true,
      answer: begins('The broadcast, whose `change` says how far the edit has come.'),
      problems: [
        'edit-needs-release',
        'too-many-editors',
        'broadcast-ended',
        'broadcast-canceling',
        'broadcast-recalled',
      ],
    },
  }),
  describe('broadcasts/{id}/reasons', 'broadcasts', reasons, {
    GET: {
      id: 'countReasons',
      summary: 'Counts why its deliveries stand as they do.',
      answer: shows('Reasons', 'The reasons, the most frequent first.', 'polled'),
    },
  }),
  describe('broadcasts/{id}/deliveries', 'deliveries', deliveries, {
    GET: {
      id: 'listDeliveries',
      summary: 'Lists how each recipient stands, in the order of their ids.',
      query: { ...deliveryQuery, ...listQuery },
      answer: shows('DeliveriesPage', 'A page of them.'),
    },
  }),
  describe('broadcasts/{id}/deliveries/export', 'deliveries', exportDeliveries, {
    GET: {
      id: 'exportDeliveries',
      summary: 'Streams all deliveries, as CSV or as NDJSON.',
      description: '`format` says which, or else `Accept`. One that breaks off is never ended as if it were whole.',
      query: deliveriesExportQuery,
      answer: streams('The file.', {
        'text/csv': 'RFC 4180 in UTF-8 with a byte order mark and a row of names.',
        'application/x-ndjson': 'A `Delivery` a line.',
      }),
      problems: ['not-acceptable'],
    },
  }),
  describe('broadcasts/{id}/deliveries/{type}/{recipient}', 'deliveries', delivery, {
    GET: {
      id: 'getDelivery',
      summary: 'Shows how one recipient stands.',
      answer: shows('Delivery', 'The delivery.'),
    },
  }),
  describe('broadcasts/{id}/webhook', 'broadcasts', webhook, {
    GET: {
      id: 'getWebhook',
      summary: 'Shows how its ends were told to its webhook.',
      answer: shows('Webhook', 'The newest end, and those before.'),
      problems: ['webhook-not-found'],
    },
    POST: {
      id: 'tellAgain',
      summary: 'Tells the newest end again.',
      answer: { status: 202, says: 'It will be told.', is: 'Webhook' },
      problems: ['webhook-not-found', 'broadcast-not-ended'],
    },
  }),
];
