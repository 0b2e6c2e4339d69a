/** The table port over Azure Table Storage (or Azurite), with @azure/data-tables. */
import { odata } from '@azure/data-tables';
import { failureOf } from './azure-answer.ts';
import { isUnconditional, writeAll, writeOne } from './azure-change.ts';
import type { Entity } from './azure-entity.ts';
import { selectOf, toRow } from './azure-entity.ts';
import type { TableService } from './azure-service.ts';
import { openTable } from './azure-service.ts';
import type { Wire } from './azure-wire.ts';
import { wirePolicy } from './azure-wire.ts';
import { ConditionalDeletes } from './conditional-deletes.ts';
import { createOnDemand } from './create-on-demand.ts';
import { escapeKey } from './key-escape.ts';
import { checkChanges, checkKey, pageLimit } from './limits.ts';
import type { Page, Range, Row, Table, WriteAnswer } from './table.ts';
import { StorageRefused, StorageUnavailable } from './table.ts';

/**
 * One table, created when it is first missed.
 * @param name 3 to 63 letters and digits, a letter first
 */
export function azureTable(service: TableService, name: string, wire: Wire): Table {
  const deletes = new ConditionalDeletes();
  const client = openTable(service, name, [
    { policy: deletes.policy, position: 'perCall' },
    { policy: wirePolicy(wire), position: 'perRetry' },
  ]);
  const withTable = createOnDemand(() => client.createTable());

  return {
    async read(partition, key, columns): Promise<Row | undefined> {
      checkKey('partition', partition);
      checkKey('row', key);
      const queryOptions = selectOf(columns);
      try {
        return toRow(await withTable(() => client.getEntity(escapeKey(partition), escapeKey(key), { queryOptions })));
      } catch (error) {
        if (failureOf(error).kind === 'refused') return undefined;
        throw readError(error);
      }
    },

    async range(partition, range): Promise<Page> {
      checkKey('partition', partition);
      const limit = pageLimit(range.limit);
      const queryOptions = { filter: filterOf(partition, range), ...selectOf(range.columns) };
      try {
        return await withTable(async () => {
          // The service may answer with an empty page and a continuation; a caller could not go on "after the last row".
          for await (const page of client.listEntities<Entity>({ queryOptions }).byPage({ maxPageSize: limit })) {
            if (page.length > 0) return { rows: page.map(toRow), more: page.continuationToken !== undefined };
          }
          return { rows: [], more: false };
        });
      } catch (error) {
        throw readError(error);
      }
    },

    async write(partition, changes): Promise<WriteAnswer> {
      checkChanges(partition, changes);
      if (changes.some(isUnconditional)) return { outcome: 'refused' };
      const [first, ...others] = changes;
      try {
        const etags = await withTable(() =>
          others.length === 0 ? writeOne(client, partition, first) : writeAll(client, partition, changes, deletes),
        );
        return { outcome: 'applied', etags };
      } catch (error) {
        return writeAnswer(error);
      }
    },
  };
}

function filterOf(partition: string, { from, after, before }: Range): string {
  const filters = [odata`PartitionKey eq ${escapeKey(partition)}`];
  if (from !== undefined) filters.push(odata`RowKey ge ${escapeKey(from)}`);
  if (after !== undefined) filters.push(odata`RowKey gt ${escapeKey(after)}`);
  if (before !== undefined) filters.push(odata`RowKey lt ${escapeKey(before)}`);
  return filters.join(' and ');
}

function writeAnswer(error: unknown): WriteAnswer {
  const failure = failureOf(error);
  if (failure.kind === 'refused') return { outcome: 'refused' };
  if (failure.kind === 'broken') throw new StorageRefused(failure.code);
  return { outcome: 'unanswered', cause: failure.kind === 'silent' ? failure.cause : 'the table is not there' };
}

function readError(error: unknown): Error {
  const failure = failureOf(error);
  if (failure.kind === 'broken') return new StorageRefused(failure.code);
  return new StorageUnavailable(failure.kind === 'silent' ? failure.cause : 'the table is not there');
}
