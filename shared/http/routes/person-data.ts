import { personFormat } from '../../api/person-format.ts';
import { exported } from '../exported.ts';
import { guarded, takesOut } from '../guarded.ts';
import { readPersonId } from '../path.ts';
import { readTenant, tenantQuery } from '../query.ts';

/** `/api/people/{aadObjectId}/data`: GET streams all that is kept of somebody, a JSON object a line. */
export const personData = guarded({
  GET: takesOut('admin', 'person-data', tenantQuery, async ({ request, context, broadcasts }) => {
    const id = readPersonId(request);
    const records = (await broadcasts()).personData({ id, ...readTenant(request) });
    return await exported(context, `carillon-person-${id}`, personFormat, oneByOne(records));
  }),
});

async function* oneByOne<T>(records: AsyncGenerator<T, void, void>): AsyncGenerator<readonly T[], void, void> {
  for await (const record of records) yield [record];
}
