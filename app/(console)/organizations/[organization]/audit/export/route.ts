import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { cookies } from 'next/headers';
import { mayOpen } from '@/lib/core/access';
import type { Entry } from '@/lib/core/audit/entry';
import { exportAuditEvents } from '@/lib/core/audit/export';
import { roleOf } from '@/lib/core/members/role';
import { isRefusal, refusals, type Reason } from '@/lib/core/refusal';
import { knownTimeZone, timeZoneCookie } from '@/lib/i18n/locale';
import { auditInput, auditQuery } from '@/lib/transport/audit-query';
import { currentCaller } from '@/lib/transport/identify';

type Context = { params: Promise<{ organization: string }> };

/** The log as a CSV file, with the page's filters; as long as it is, a page of it in memory at a time. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const organization = decodeURIComponent((await params).organization);
  const zone = knownTimeZone((await cookies()).get(timeZoneCookie)?.value);
  const query = auditQuery(Object.fromEntries(new URL(request.url).searchParams));
  const caller = await currentCaller();
  const { actor } = caller;
  if (actor.kind === 'member' && !mayOpen('audit', await roleOf(actor.userId, organization))) return refused('forbidden');
  const events = exportAuditEvents(caller, { organization, ...auditInput(query, zone) });
  try {
    const first = await events.next();
    return new Response(Readable.toWeb(csv(first, events)) as ReadableStream, {
      headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="audit-log.csv"', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    if (isRefusal(error)) return refused(error.reason);
    throw error;
  }
}

const refused = (reason: Reason) => new Response(null, { status: refusals[reason].status, headers: { 'Cache-Control': 'no-store' } });

const columns = ['time', 'action', 'actor_type', 'actor_id', 'actor', 'door', 'entity', 'entity_id', 'name', 'before', 'after', 'address', 'user_agent', 'request_id'];

/** A spreadsheet must not take a name for a formula; the mark at the start tells it that the text is UTF-8. */
function csv(first: IteratorResult<Entry>, rest: AsyncGenerator<Entry>): Readable {
  const lines = stringify({ header: true, columns, escape_formulas: true, bom: true });
  return Readable.from(rows(first, rest)).pipe(lines);
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
