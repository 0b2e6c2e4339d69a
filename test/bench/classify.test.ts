import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, type WireRequest } from '../../bench/storage/classify.ts';

/** What one request is counted as, in short. */
function kindOf(service: 'table' | 'queue', method: string, path: string, more: Partial<WireRequest> = {}): string {
  const request = { service, method, url: `/devstoreaccount1/${path}`, body: '', answer: '', ...more };
  const { target, kind } = classify(request, 'carillon');
  return `${target} ${kind}`;
}

test('requests to tables, in the forms the SDK gives them', () => {
  const row = "carillonDeliveries(PartitionKey='01m8',RowKey='s0a%7C1')";
  assert.equal(kindOf('table', 'GET', row), 'Deliveries (shard) read');
  assert.equal(kindOf('table', 'PUT', row), 'Deliveries (shard) write');
  assert.equal(kindOf('table', 'PATCH', row), 'Deliveries (shard) write');
  assert.equal(kindOf('table', 'DELETE', row), 'Deliveries (shard) write');
  assert.equal(
    kindOf('table', 'GET', 'carillonDeliveries()?$top=3&$filter=PartitionKey%20eq%20%27p%27'),
    'Deliveries query',
  );
  assert.equal(
    kindOf('table', 'POST', 'carillonGates', { body: '{"PartitionKey":"t","RowKey":"gate"}' }),
    'Gates write',
  );
  assert.equal(kindOf('table', 'POST', 'Tables'), 'Tables setup');
  assert.equal(kindOf('table', 'GET', '?comp=properties&restype=service'), 'Tables setup');
});

test('a row’s kind is read off its own key, not off the partition’s', () => {
  const row = "carillonDeliveries(PartitionKey='RowKey=''plan''',RowKey='r1')";
  assert.equal(kindOf('table', 'GET', row), 'Deliveries (recipients) read');
});

test('a transaction belongs to the table of its rows', () => {
  const body = [
    '--batch_1',
    'content-type: application/http',
    '',
    "PUT http://127.0.0.1:1/devstoreaccount1/carillonDeliveries(PartitionKey='p',RowKey='plan') HTTP/1.1",
    'accept: application/json',
  ].join('\r\n');
  assert.equal(kindOf('table', 'POST', '$batch', { body }), 'Deliveries transaction');
});

test('requests to queues', () => {
  const found = {
    answer: '<QueueMessagesList><QueueMessage><MessageId>1</MessageId></QueueMessage></QueueMessagesList>',
  };
  const take = 'deliver/messages?numofmessages=8&visibilitytimeout=600';
  assert.equal(kindOf('queue', 'GET', take, found), 'deliver get');
  assert.equal(kindOf('queue', 'GET', take, { answer: '<QueueMessagesList />' }), 'deliver empty poll');
  assert.equal(kindOf('queue', 'GET', 'deliver/messages?peekonly=true', found), 'deliver peek');
  assert.equal(kindOf('queue', 'POST', 'deliver/messages?messagettl=-1'), 'deliver put');
  assert.equal(kindOf('queue', 'DELETE', 'deliver/messages/1?popreceipt=a%3D'), 'deliver delete');
  assert.equal(kindOf('queue', 'PUT', 'deliver/messages/1?popreceipt=a'), 'deliver update');
  assert.equal(kindOf('queue', 'PUT', 'deliver'), 'deliver setup');
});
