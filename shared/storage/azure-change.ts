/** Changes of the port as requests of @azure/data-tables. */
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { failureOf } from './azure-answer.ts';
import { toEntity } from './azure-entity.ts';
import type { ConditionalDeletes } from './conditional-deletes.ts';
import { escapeKey } from './key-escape.ts';
import type { Change } from './table.ts';

/** One change as one request. Returns its ETag, '' for a delete. */
export async function writeOne(client: TableClient, partition: string, change: Change): Promise<string[]> {
  if (change.do === 'delete') return [await deleteOne(client, partition, change)];
  const entity = toEntity(partition, change.key, change.values);
  const written =
    change.do === 'insert'
      ? await client.createEntity(entity)
      : change.do === 'replace'
        ? await client.updateEntity(entity, 'Replace', { etag: change.etag })
        : await client.upsertEntity(entity, change.do === 'put' ? 'Replace' : 'Merge');
  return [written.etag ?? ''];
}

async function deleteOne(client: TableClient, partition: string, change: Change & { do: 'delete' }): Promise<''> {
  try {
    await client.deleteEntity(escapeKey(partition), escapeKey(change.key), etagOf(change));
  } catch (error) {
    // Without an ETag "gone in any case" is what was asked for.
    if (change.etag !== undefined || failureOf(error).kind !== 'refused') throw error;
  }
  return '';
}

/** Several changes as one transaction. The SDK keeps their order, and the service answers in it. */
export async function writeAll(
  client: TableClient,
  partition: string,
  changes: readonly Change[],
  deletes: ConditionalDeletes,
): Promise<string[]> {
  const actions = changes.map((change) => actionOf(partition, change));
  const answer = await client.submitTransaction(actions, { abortSignal: deletes.signalFor(changes) });
  return changes.map((change, i) => (change.do === 'delete' ? '' : (answer.subResponses[i]?.etag ?? '')));
}

function actionOf(partition: string, change: Change): TransactionAction {
  if (change.do === 'delete') return ['delete', toEntity(partition, change.key, {})];
  const entity = toEntity(partition, change.key, change.values);
  if (change.do === 'insert') return ['create', entity];
  if (change.do === 'replace') return ['update', entity, 'Replace', etagOf(change)];
  return ['upsert', entity, change.do === 'put' ? 'Replace' : 'Merge'];
}

function etagOf(change: Change): { etag?: string } {
  return 'etag' in change && change.etag !== undefined ? { etag: change.etag } : {};
}

/**
 * Whether a change names an ETag that no row has and that the service would take for "any": `*`, and in a transaction
 * nothing at all.
 */
export function isUnconditional(change: Change): boolean {
  return 'etag' in change && (change.etag === '' || change.etag === '*');
}
