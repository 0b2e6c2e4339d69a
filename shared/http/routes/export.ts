import { type ExportFormat, exportFormats } from '../../api/export-format.ts';
import type { DeliveryView } from '../../api/views/delivery.ts';
import { readExportFormat } from '../accept.ts';
import { guarded, reads } from '../guarded.ts';
import { problemOf } from '../handle.ts';
import { openAnswer } from '../open-answers.ts';
import { readBroadcastId } from '../path.ts';
import { readDeliveryFilter } from '../query.ts';
import { always } from '../responses.ts';
import { streamedBody } from '../streamed-body.ts';

/** `/api/broadcasts/{id}/deliveries/export`: GET streams all deliveries that fit a filter, as CSV or as NDJSON. */
export const exportDeliveries = guarded({
  GET: reads(async ({ request, context, broadcasts }) => {
    const id = readBroadcastId(request);
    const format = exportFormats[readExportFormat(request)];
    const deliveries = (await broadcasts()).eachDelivery(id, readDeliveryFilter(request));
    // What fails at once is answered as anywhere; only what has begun can break off.
    const first = await deliveries.next();
    const text = linesOf(format, first, deliveries);
    const answer = openAnswer(context.invocationId);
    const broken = (error: unknown): string => {
      const { code, status, message } = problemOf(error);
      context.error(`${code} (${context.invocationId})`, error);
      return format.broken({ code, status, detail: message, correlationId: context.invocationId });
    };
    return {
      status: 200,
      headers: {
        'Content-Type': format.type,
        'Content-Disposition': `attachment; filename="carillon-${id}-deliveries.${format.extension}"`,
        Vary: 'Accept',
        ...always,
      },
      body: streamedBody({ text, answer, broken }),
    };
  }),
});

async function* linesOf(
  format: ExportFormat,
  first: IteratorResult<readonly DeliveryView[], void>,
  rest: AsyncGenerator<readonly DeliveryView[], void, void>,
): AsyncGenerator<string, void, void> {
  try {
    const rows = (some: readonly DeliveryView[]) => some.map((one) => format.row(one)).join('');
    yield format.head + rows(first.value ?? []);
    for await (const some of rest) yield rows(some);
  } finally {
    await rest.return();
  }
}
