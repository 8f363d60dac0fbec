import type { Db } from '@/db/client';
import type { Access } from '../access';
import type { Thing } from '../thing';
import { selectMember } from './store';

type Found = { db: Db; access: Access; input: { member: string } };

/** The member whom an operation changes; the organization's lock holds them. */
export const thisMember = { read: ({ db, access, input }) => selectMember(db, access.organizationId, input.member) } satisfies Thing<Found>;
