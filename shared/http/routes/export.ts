import { deliveryFormats } from '../../api/delivery-formats.ts';
import { formatQuery, readExportFormat } from '../accept.ts';
import { exported } from '../exported.ts';
import { guarded, takesOut } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { deliveryQuery, readDeliveryFilter } from '../query.ts';

/** Which deliveries, and as what. */
export const deliveriesExportQuery = { ...deliveryQuery, ...formatQuery };

/** `/api/broadcasts/{id}/deliveries/export`: GET streams all deliveries that fit a filter, as CSV or as NDJSON. */
export const exportDeliveries = guarded({
  GET: takesOut('reader', 'deliveries-export', deliveriesExportQuery, async ({ request, context, broadcasts }) => {
    const id = readBroadcastId(request);
    const format = deliveryFormats[readExportFormat(request)];
    const deliveries = (await broadcasts()).eachDelivery(id, readDeliveryFilter(request));
    return await exported(context, `carillon-${id}-deliveries`, format, deliveries);
  }),
});
