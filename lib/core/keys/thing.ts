import type { Db } from '@/db/client';
import type { Access } from '../access';
import type { Thing } from '../thing';
import type { Key } from './key';
import { lockKey, selectKey } from './store';

type Found = { db: Db; access: Access; input: { key: string } };

/** The key that an operation changes; a revoked one is not there any more. */
export const thisKey = {
  hold: ({ db, access, input }) => lockKey(db, access, input.key),
  read: async ({ db, access, input }) => unrevoked(await selectKey(db, access, input.key)),
} satisfies Thing<Found>;

const unrevoked = (key: Key | undefined) => (key?.revokedAt ? undefined : key);
