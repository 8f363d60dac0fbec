import type { Db } from '@/db/client';
import type { Access, Caller } from '../access';
import type { AuditEvent } from '../audit/event';
import type { Limits } from './limits';
import { actingKey, roleOfCreator, setDisabled } from './store';
import { refuseBeyond, refuseOutranked, type Powers } from './within';
import type { Status } from './key';

type Held = Powers & Limits & { id: string; name: string; status: Status };

/**
 * Disables or enables a held key; the event of it, or none where it is so already.
 * @throws Refusal `forbidden` for a key that enables one which may do more than itself.
 */
export async function changeState(db: Db, access: Access, caller: Caller, held: Held, disabled: boolean): Promise<AuditEvent[]> {
  if ((held.status === 'disabled') === disabled) return [];
  if (!disabled) await refuseToEnable(db, access, caller, held);
  await setDisabled(db, access, held.id, disabled);
  return [{ action: disabled ? 'key.disabled' : 'key.enabled', entity: 'key', entityId: held.id, entityName: held.name }];
}

/** People enable whatever they reach. */
async function refuseToEnable(db: Db, access: Access, { actor }: Caller, held: Held): Promise<void> {
  const acting = await actingKey(db, access, actor);
  refuseBeyond(actor, acting, held);
  const role = acting && (await roleOfCreator(db, access, held.id));
  if (acting && role && access.role !== 'system') refuseOutranked({ scopes: acting.scopes, role: access.role }, { scopes: held.scopes, role });
}
