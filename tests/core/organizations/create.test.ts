import { inject, beforeAll, expect, test } from 'vitest';
import { createOrganization } from '@/lib/core/organizations/create';
import { auditOf } from '@/tests/support/audit';
import { freshDatabase } from '@/tests/support/database';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { against, firstViolation, refusalsOf } from '@/tests/support/races';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const create = (name: string) => createOrganization(as(acme.member), { name });
const slugOf = async (name: string) => (await create(name)).slug;

test('who makes one owns it, and its log begins with that', async () => {
  const made = await create('Beginning');
  expect(await auditOf(made)).toMatchObject([
    { action: 'organization.created', actor_id: acme.member.userId, entity_id: made.id, entity_name: 'Beginning' },
    { action: 'member.joined', actor_id: acme.member.userId, entity_id: acme.member.userId, after: { role: 'owner' } },
  ]);
});

test('a slug comes from the name, in any script, with a number when it is taken', async () => {
  expect([await slugOf('R&D Team'), await slugOf('r-d team!'), await slugOf('연구소'), await slugOf('…')]).toEqual(['r-d-team', 'r-d-team-2', '연구소', 'organization']);
});

test('a long slug is cut between characters, never inside one', async () => {
  for (const [name, cut] of [[`a${'𠮷'.repeat(50)}`, `a${'𠮷'.repeat(39)}`], ['𠮷'.repeat(21), '𠮷'.repeat(21)], ['b'.repeat(41), 'b'.repeat(40)]] as const) {
    const slug = await slugOf(name);
    expect(slug).toBe(cut);
    expect(decodeURIComponent(encodeURIComponent(slug))).toBe(slug);
  }
});

test('names that lead to one slug on two ways are both taken at once', async () => {
  const rounds = inject('engine') === 'postgresql' ? 50 : 3;
  const violation = await firstViolation(rounds, async (gated) => {
    const name = `Race ${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
    await create(name);
    const ended = await against(gated, () => create(name), () => create(`${name} 2`));
    return refusalsOf(ended).length === 0;
  });
  expect(violation).toBeNull();
});
