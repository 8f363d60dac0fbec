import { beforeAll, describe, expect, test } from 'vitest';
import { createInputOf, theKey, updateInputOf } from '@/app/(console)/organizations/[organization]/keys/form';
import { invitationsInputOf } from '@/app/(console)/organizations/[organization]/members/form';
import { operations } from '@/lib/core/operations';
import type { Operation } from '@/lib/core/operation';
import { refusals } from '@/lib/core/refusal';
import { carry, type ToInput } from '@/lib/transport/form';
import { routes } from '@/lib/transport/rest/table';
import { toolNamed } from '@/lib/transport/mcp/tools';
import { auditOf } from '@/tests/support/audit';
import { freshDatabase, rows } from '@/tests/support/database';
import { inputFor } from '@/tests/support/operations';
import { anOrganization, as, type Person, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, tool, type Program } from '@/tests/support/rest';

freshDatabase();

const roles = ['owner', 'admin', 'member'] as const;

let acme: TestOrganization;
const programs: Record<string, Program> = {};
beforeAll(async () => {
  acme = await anOrganization();
  for (const role of roles) programs[role] = await aProgramOf(acme[role], acme);
});

/** A tool has no status: only the code says what became of it. */
type Said = { status: number | null; code: string | null };
type Input = Record<string, unknown>;
type Door = (operation: Operation, role: (typeof roles)[number], input: Input) => Promise<Said>;

/** What the compatible API's words for an input are, where they are others. */
const onWire: Record<string, (input: Input) => Input> = {
  create_key: ({ name }) => ({ name, roles: ['developer'] }),
  change_member_role: ({ role }) => ({ role }),
  create_invitations: ({ emails }) => ({ email: (emails as string[])[0], role: 'developer' }),
  disable_key: () => ({ state: 'disabled' }),
  enable_key: () => ({ state: 'enabled' }),
};

/** The console's own makers of inputs, as its pages' actions use them. */
const inputOfForm: Record<string, ToInput> = {
  create_key: (fields) => createInputOf(fields, 'UTC'),
  update_key: (fields) => updateInputOf(fields, 'UTC'),
  revoke_key: theKey,
  disable_key: theKey,
  enable_key: theKey,
  create_invitations: invitationsInputOf,
};

/** What stands in a page's form beside what is given. */
const besides: Record<string, (input: Input) => Input | Promise<Input>> = {
  create_key: () => ({ type: 'API_KEY', preset: 'ci', expiry: 'never', addresses: '' }),
  update_key: async ({ key }) => {
    const [{ version, scopes }] = (await rows('select version, scopes from keys where id = $1', key)) as [{ version: number; scopes: string[] }];
    return { version, preset: 'custom', expiry: 'keep', addresses: '', ...Object.fromEntries(scopes.map((scope) => [`scope:${scope}`, 'on'])) };
  },
  revoke_key: () => ({ confirm: '' }),
};

async function formOf({ definition: { name } }: Operation, input: Input): Promise<FormData> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ ...input, ...(await besides[name]?.(input)) })) form.set(field, [value].flat().join('\n'));
  return form;
}

/** PATCH of a key's state is disabling and enabling it there. */
const patched: Record<string, string> = { disable_key: 'update_key', enable_key: 'update_key' };

const ownRoute = (operation: Operation) => routes().findLast((route) => route.operation === operation && (route.path.includes('{organization}') || route.names.length === 0));

const routeOf = (operation: Operation) => ownRoute(operations.find(({ definition }) => definition.name === patched[operation.definition.name]) ?? operation);

const doors: Record<string, Door> = {
  async console(operation, role, input) {
    const form = await formOf(operation, input);
    const state = await carry(operation, form, { caller: async () => as(acme[role]), say: async (problem) => problem }, inputOfForm[operation.definition.name]);
    if (state.status === 'refused') return { status: refusals[state.reason as keyof typeof refusals].status, code: state.message };
    return { status: 200, code: null };
  },
  async rest(operation, role, input) {
    const { method, path, names, shape } = routeOf(operation)!;
    const at = names.reduce((filled, name) => filled.replace(`{${name}}`, String(input[name])), path as string);
    const others = Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
    const body = shape.body && (onWire[operation.definition.name]?.(input) ?? others);
    const query = new URLSearchParams(method === 'GET' ? (others as Record<string, string>) : {});
    const { status, json } = await rest(programs[role]!, method, `${at}?${query}`, { body });
    return { status, code: json.code ?? null };
  },
  async mcp(operation, role, given) {
    const input = Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'organization'));
    const { refused } = await tool(programs[role]!, operation.definition.name, input);
    return { status: null, code: refused };
  },
};

const ofOrganizations = operations.filter(({ definition }) => definition.scope === 'organization');

/** The doors that lead to an operation; the console's always does. */
const doorsTo = (operation: Operation) =>
  Object.entries(doors).filter(([door]) => door === 'console' || (door === 'rest' ? routeOf(operation) : toolNamed(operation.definition.name)));

test('what programs can do over one protocol they can do over the other, but for little', () => {
  const onlyRest = operations.filter((operation) => routeOf(operation) && !toolNamed(operation.definition.name)).map(({ definition }) => definition.name);
  const onlyMcp = operations.filter((operation) => !routeOf(operation) && toolNamed(operation.definition.name)).map(({ definition }) => definition.name);
  expect(onlyRest).toEqual(['get_organization', 'rename_organization', 'get_member', 'get_invitation', 'get_audit_event']);
  expect(onlyMcp).toEqual(['report_keys']);
  expect(ofOrganizations.filter((operation) => doorsTo(operation).length < 2)).toEqual([]);
});

const tables: Record<string, { from: string; at: string }> = {
  key: { from: 'keys', at: 'id = $1' },
  invitation: { from: 'invitations', at: 'id = $1' },
  organization: { from: 'organizations', at: 'id = $1' },
  member: { from: 'memberships', at: 'user_id = $1 and organization_id = $2' },
};

/** A changed thing as it stands: which of its columns are filled, and what they hold that is no chance. Null: it is gone. */
async function rowOf(entity: string, id: string, { member }: Input): Promise<unknown> {
  const { from, at } = tables[entity]!;
  const [found] = await rows(`select jsonb_strip_nulls(to_jsonb(t)) as row from ${from} t where ${at}`, ...(entity === 'member' ? [id, acme.id] : [id]));
  if (!found) return null;
  const { form_id: _, name, type, role, version, revoked_reason, ...row } = found.row as Record<string, unknown>;
  return { filled: Object.keys(row).toSorted(), name: String(name).replace(/[0-9a-f-]{36}/, ''), type, role, version, revoked_reason, createdBy: row.created_by === member ? 'the member' : row.created_by };
}

/** What was written: the events of the call, but for what differs by nature. */
async function told(input: Input, act: () => Promise<Said>): Promise<{ said: Said; events: unknown[]; rows: unknown[]; doors: string[] }> {
  const before = (await auditOf(acme)).length;
  const said = await act();
  const events = (await auditOf(acme)).slice(before);
  const fields = (part: object | null) => part && Object.keys(part).toSorted();
  return {
    said,
    events: events.map(({ action, entity, before: was, after }) => ({ action, entity, was: fields(was), after: fields(after) })),
    rows: await Promise.all(events.map(({ entity, entity_id }) => rowOf(entity, entity_id, input))),
    doors: [...new Set(events.map(({ door }) => door))],
  };
}

describe.each(ofOrganizations.map((operation) => [operation.definition.name, operation] as const))('%s', (name, operation) => {
  const whose: Record<string, (role: (typeof roles)[number]) => Person> = { 'one’s own': (role) => acme[role], 'another’s': () => acme.colleague };

  for (const [target, person] of Object.entries(whose)) {
    test.each(roles)(`done by the %s to what is ${target} is the same through every door`, async (role) => {
      const outcomes = [];
      for (const [door, through] of doorsTo(operation)) {
        const input = await inputFor(operation, acme, person(role));
        const { said, events, rows: changed, doors: by } = await told(input, () => through(operation, role, input));
        if (events.length > 0) expect(by).toEqual([door]);
        outcomes.push({ door, status: said.status, code: said.code, events, changed });
      }
      const [first, ...others] = outcomes;
      for (const other of others) expect({ ...other, door: '', status: other.status ?? first!.status }, `${name} by ${other.door}`).toEqual({ ...first, door: '' });
    });
  }
});
