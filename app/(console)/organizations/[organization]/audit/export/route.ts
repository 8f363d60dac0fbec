import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { cookies } from 'next/headers';
import { mayOpen } from '@/lib/core/access';
import type { Entry } from '@/lib/core/audit/entry';
import { exportAuditEvents } from '@/lib/core/audit/export';
import { roleOf } from '@/lib/core/members/role';
import { Refusal } from '@/lib/core/refusal';
import { knownTimeZone, timeZoneCookie } from '@/lib/i18n/locale';
import { auditInput, auditQuery } from '@/lib/transport/audit-query';
import { currentCaller } from '@/lib/transport/identify';
import { statusOf } from '@/lib/transport/page';

type Context = { params: Promise<{ organization: string }> };

/** The log as a CSV file, with the page's filters; as long as it is, a page of it in memory at a time. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const organization = decodeURIComponent((await params).organization);
  const zone = knownTimeZone((await cookies()).get(timeZoneCookie)?.value);
  const query = auditQuery(Object.fromEntries(new URL(request.url).searchParams));
  try {
    const caller = await currentCaller();
    const { actor } = caller;
    if (actor.kind === 'member' && !mayOpen('audit', await roleOf(actor.userId, organization))) throw new Refusal('forbidden');
    const events = exportAuditEvents(caller, { organization, ...auditInput(query, zone) });
    const first = await events.next();
    return new Response(Readable.toWeb(csv(first, events)) as ReadableStream, {
      headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="audit-log.csv"', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return new Response(null, { status: statusOf(error), headers: { 'Cache-Control': 'no-store' } });
  }
}

const columns = ['time', 'action', 'actor_type', 'actor_id', 'actor', 'door', 'entity', 'entity_id', 'name', 'before', 'after', 'address', 'user_agent', 'request_id'];

/** A spreadsheet must not take a name for a formula; the mark at the start tells it that the text is UTF-8. */
function csv(first: IteratorResult<Entry>, rest: AsyncGenerator<Entry>): Readable {
  const lines = stringify({ header: true, columns, escape_formulas: true, bom: true });
  // What goes wrong is seen by who reads the lines: the answer is cut off.
  return pipeline(Readable.from(rows(first, rest)), lines, () => {});
}

async function* rows(first: IteratorResult<Entry>, rest: AsyncGenerator<Entry>) {
  if (first.done) return;
  yield row(first.value);
  for await (const entry of rest) yield row(entry);
}

function row({ createdAt, action, actor, door, entity, entityId, entityName, before, after, address, userAgent, requestId }: Entry): string[] {
  const json = (changes: Entry['before']) => (changes ? JSON.stringify(changes) : '');
  return [createdAt.toISOString(), action, actor.type, actor.id ?? '', actor.name, door, entity, entityId, entityName, json(before), json(after), address ?? '', userAgent ?? '', requestId];
}
