import { getTranslations } from 'next-intl/server';
import { Time } from './ui/time';

type Event = { id: string; at: Date; action: string; actorType: 'user' | 'key' | 'system'; actorName: string; door: string; address: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null };

/** What was done to a key, the newest first: who, when, through which door. */
export async function KeyEvents({ events }: { events: Event[] }) {
  const t = await getTranslations('key');
  return (
    <ol className="divide-y divide-line">
      {events.map((event) => (
        <li key={event.id} className="flex flex-wrap items-baseline gap-x-3 py-2">
          <span className="font-medium">{say(t, 'event', event.action.replace('key.', ''))}</span>
          {event.before && <span className="text-ink-soft">{Object.keys(event.before).map((field) => say(t, 'field', field)).join(', ')}</span>}
          <span className="ms-auto text-end text-ink-soft wrap-anywhere max-sm:ms-0 max-sm:basis-full max-sm:text-start">
            {event.actorName} · {say(t, 'door', event.door)}
            {event.address && ` · ${event.address}`} · <Time at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The reader's word for it, or its own name where there is none yet. */
function say(t: Awaited<ReturnType<typeof getTranslations<'key'>>>, kind: string, name: string): string {
  const key = `${kind}_${name}`;
  return t.has(key as never) ? t(key as never) : name;
}
