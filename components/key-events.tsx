import { getTranslations } from 'next-intl/server';
import { said } from '@/lib/i18n/said';
import { Time } from './ui/time';

type Event = { id: string; at: Date; action: string; actorType: 'user' | 'key' | 'system'; actorName: string; door: string; address: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null };

/** What was done to a key, the newest first: who, when, through which door. */
export async function KeyEvents({ events }: { events: Event[] }) {
  const t = await getTranslations('key');
  const audit = await getTranslations('audit');
  return (
    <ol className="divide-y divide-line">
      {events.map((event) => (
        <li key={event.id} className="flex flex-wrap items-baseline gap-x-3 py-2">
          <span className="font-medium">{said(t, event.action.replace('key.', 'event_'), event.action)}</span>
          {event.before && <span className="text-ink-soft">{Object.keys(event.before).map((field) => said(t, `field_${field}`, field)).join(', ')}</span>}
          <span className="ms-auto text-end text-ink-soft wrap-anywhere max-sm:ms-0 max-sm:basis-full max-sm:text-start">
            {event.actorName} · {said(audit, `door_${event.door}`, event.door)}
            {event.address && ` · ${event.address}`} · <Time at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
