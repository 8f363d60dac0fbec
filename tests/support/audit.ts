import { rows } from './database';

export type Event = {
  action: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string;
  door: string;
  entity: string;
  entity_id: string;
  entity_name: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  address: string | null;
  request_id: string;
};

/** The organization's events, oldest first. */
export async function auditOf(organization: { id: string }): Promise<Event[]> {
  return (await rows('select * from audit_events where organization_id = $1 order by created_at, id', organization.id)) as Event[];
}

/** The events about one thing. */
export async function eventsAbout(organization: { id: string }, entityId: string): Promise<Event[]> {
  return (await auditOf(organization)).filter((event) => event.entity_id === entityId);
}

/** Runs while no event can be recorded. */
export async function withoutRoomForEvents(use: () => Promise<unknown>): Promise<void> {
  await rows(`create function refuse_events() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$`);
  try {
    await rows('create trigger refuse before insert on audit_events for each row execute function refuse_events()');
    await use();
  } finally {
    await rows('drop function refuse_events cascade');
  }
}
