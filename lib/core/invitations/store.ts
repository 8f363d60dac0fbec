import { and, count, desc, eq, gt, inArray, isNull, lte, sql, type SQL } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import { database, type Db } from '@/db/client';
import { invitations, organizations, users, type Role } from '@/db/schema';
import type { OrganizationId } from '../access';
import { sha256 } from '../keys/format';
import { after, type Position } from '../page';
import type { Invitation } from './invitation';

const days = 7;
const inSevenDays = sql`statement_timestamp() + make_interval(days => ${days})`;

export type NewInvitation = { email: string; role: Role; token: string; delivery: 'mail' | 'link'; invitedBy: string | null };

/** Adds an invitation that lasts for seven days. */
export async function insertInvitation(db: Db, organizationId: OrganizationId, { token, ...invitation }: NewInvitation): Promise<string> {
  const id = uuid();
  await db.insert(invitations).values({ id, organizationId, ...invitation, tokenHash: sha256(token), expiresAt: inSevenDays });
  return id;
}

/** Gives an open invitation another token and seven days more; the old token is void. */
export async function renewInvitation(db: Db, id: string, token: string, delivery: 'mail' | 'link', invitedBy: string | null): Promise<void> {
  await db.update(invitations).set({ tokenHash: sha256(token), delivery, invitedBy, mailedAt: null, expiresAt: inSevenDays }).where(eq(invitations.id, id));
}

/** Notes that the mail server has taken it; after the commit, so on a connection of its own. */
export async function markMailed(id: string, token: string): Promise<void> {
  await database().db.update(invitations).set({ mailedAt: sql`statement_timestamp()` }).where(and(eq(invitations.id, id), eq(invitations.tokenHash, sha256(token))));
}

/** Open invitations, newest first; one more than `limit`, to tell whether there are others. */
export async function selectInvitations(db: Db, organizationId: OrganizationId, { position, limit }: { position: Position | null; limit: number }): Promise<Invitation[]> {
  return withDetails(db, and(eq(invitations.organizationId, organizationId), open(), position ? after(invitations.createdAt, invitations.id, position) : undefined))
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(limit + 1);
}

/** One open invitation. */
export async function selectInvitation(db: Db, organizationId: OrganizationId, id: string): Promise<Invitation | undefined> {
  const [row] = await withDetails(db, and(eq(invitations.organizationId, organizationId), eq(invitations.id, id), open()));
  return row;
}

/** Those of the addresses that are invited already. */
export async function selectInvited(db: Db, organizationId: OrganizationId, emails: string[]): Promise<Invitation[]> {
  return withDetails(db, and(eq(invitations.organizationId, organizationId), inArray(invitations.email, emails), open()));
}

/** Open invitations that a person sent, to one of these roles. */
export async function selectInvitationsBy(db: Db, organizationId: OrganizationId, invitedBy: string, roles: Role[]): Promise<Invitation[]> {
  return withDetails(db, and(eq(invitations.organizationId, organizationId), eq(invitations.invitedBy, invitedBy), inArray(invitations.role, roles), open()));
}

export async function markWithdrawn(db: Db, ids: string[]): Promise<void> {
  await db.update(invitations).set({ withdrawnAt: sql`statement_timestamp()` }).where(inArray(invitations.id, ids));
}

export async function markAccepted(db: Db, id: string): Promise<void> {
  await db.update(invitations).set({ acceptedAt: sql`statement_timestamp()` }).where(eq(invitations.id, id));
}

/** How many people are invited and may still come. */
export async function countOpenInvitations(db: Db, organizationId: OrganizationId): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), open(), gt(invitations.expiresAt, sql`statement_timestamp()`)));
  return row!.count;
}

/** An invitation as its link finds it, whatever has become of it. */
export type Linked = {
  id: string;
  organization: { id: string; name: string; slug: string };
  email: string;
  role: Role;
  delivery: 'mail' | 'link';
  state: 'open' | 'expired' | 'withdrawn' | 'accepted';
  expiresAt: Date;
  hasAccount: boolean;
};

/** The invitation that the token belongs to. */
export async function selectLinked(db: Db, token: string): Promise<Linked | undefined> {
  const [row] = await linked(db, eq(invitations.tokenHash, sha256(token)));
  return row;
}

/** The invitation of that id, whatever has become of it. */
export async function selectLinkedById(db: Db, id: string): Promise<Linked | undefined> {
  const [row] = await linked(db, eq(invitations.id, id));
  return row;
}

/** The open invitations of an address that somebody else has vouched for, in the order in which they are locked. */
export async function selectInvitationsTo(db: Db, email: string): Promise<Linked[]> {
  const found = await linked(db, and(eq(invitations.email, email), open(), gt(invitations.expiresAt, sql`statement_timestamp()`), isNull(organizations.deletedAt)));
  return found.toSorted((a, b) => (a.organization.id < b.organization.id ? -1 : 1));
}

/** Locks the organization that a link leads to, as everything does that changes memberships. */
export async function lockOrganizationOf(db: Db, invitationId: string): Promise<void> {
  await db
    .select({ id: organizations.id })
    .from(organizations)
    .innerJoin(invitations, eq(invitations.organizationId, organizations.id))
    .where(eq(invitations.id, invitationId))
    .for('update', { of: organizations });
}

const open = () => and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt));

async function linked(db: Db, where: SQL | undefined): Promise<Linked[]> {
  return db
    .select({
      id: invitations.id,
      organization: { id: organizations.id, name: organizations.name, slug: organizations.slug },
      email: invitations.email,
      role: invitations.role,
      delivery: invitations.delivery,
      state: sql<Linked['state']>`case
        when ${invitations.acceptedAt} is not null then 'accepted'
        when ${invitations.withdrawnAt} is not null or ${organizations.deletedAt} is not null then 'withdrawn'
        when ${lte(invitations.expiresAt, sql`statement_timestamp()`)} then 'expired'
        else 'open' end`,
      expiresAt: invitations.expiresAt,
      hasAccount: sql<boolean>`${users.id} is not null`,
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .leftJoin(users, eq(users.email, invitations.email))
    .where(where);
}

function withDetails(db: Db, where: SQL | undefined) {
  return db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      state: sql<Invitation['state']>`case
        when ${lte(invitations.expiresAt, sql`statement_timestamp()`)} then 'expired'
        when ${invitations.delivery} = 'mail' and ${invitations.mailedAt} is null then 'unsent'
        else 'pending' end`,
      delivery: invitations.delivery,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
      invitedBy: { id: users.id, name: users.name },
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(where)
    .$dynamic();
}
