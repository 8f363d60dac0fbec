import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isUnavailable } from '@/db/problems';
import { leaveSecret } from '@/lib/core/handovers/leave';
import type { Revealed } from '@/lib/core/keys/key';
import { plaintextAllowed } from '@/lib/core/plaintext/allowed';
import { invalid, isRefusal, Refusal } from '@/lib/core/refusal';
import { log } from '@/lib/log';
import type { KeyCaller } from '../key-caller';
import { detailOf, missingScope } from '../rest/speak';
import { since } from '../rest-shapes/dates';
import { hidden, replaced, type Tool } from './tools';
import { organizationUrl } from '../organization-url';

/** Calls the operation of a tool. What is refused is an answer, too: the model can read it and do better. */
export async function callTool(tool: Tool, given: Record<string, unknown>, who: KeyCaller, origin: string): Promise<CallToolResult> {
  try {
    const { operation, mcp } = tool;
    const fields = (operation.definition.input as z.ZodObject).shape as Record<string, z.ZodType>;
    const surplus = hidden.find((name) => name in given);
    if (surplus) throw invalid(surplus, 'unknown_field');
    const input = { ...withDates(given, fields), ...('organization' in fields && { organization: who.key.organizationId }) };
    const output = await operation(who.caller, input as never);
    const told = mcp.reveals ? await handedOver(output as Created, who, pageOf(who, origin)) : output;
    return success(forModels(asJson(tool.wrapped ? { result: told } : told), mcp, pageOf(who, origin)));
  } catch (error) {
    if (isRefusal(error)) return refused(error, tool, who);
    if (isUnavailable(error)) return failure('unavailable', detailOf(new Refusal('unavailable')));
    log().error({ err: error, requestId: who.caller.requestId }, 'unforeseen');
    return failure('internal', `Something went wrong; the request id is ${who.caller.requestId}.`);
  }
}

type Page = (name: string) => string;

const pageOf = ({ key }: KeyCaller, origin: string): Page => (name) => origin + organizationUrl(key.organizationSlug, name);

/** What is for people only stands on a page of theirs. */
function forModels(answer: Record<string, unknown>, { withholds }: Tool['mcp'], page: Page): Record<string, unknown> {
  return withholds ? replaced(answer, withholds.field, (value) => (value === null ? [] : [['page', page(withholds.page)]])) : answer;
}

type Created = { key: { id: string }; revealed: Revealed };

/** A secret goes to the creator of its key by a link, unless the organization's owner allows plaintext here. */
async function handedOver({ key, revealed }: Created, { key: { organizationId, userId } }: KeyCaller, page: Page): Promise<unknown> {
  if (await plaintextAllowed(organizationId)) return { key, revealed };
  const token = await leaveSecret(key.id, userId, revealed);
  return { key, link: `${page('handover')}?token=${token}` };
}

function success(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
}

/** As it is on the wire, where a date is text. */
const asJson = (output: unknown) => JSON.parse(JSON.stringify(output)) as Record<string, unknown>;

/** JSON has no dates: text of RFC 3339 becomes one where a field wants it. */
function withDates(given: Record<string, unknown>, fields: Record<string, z.ZodType>): Record<string, unknown> {
  const read = ([name, value]: [string, unknown]) => [name, typeof value === 'string' && wantsDate(fields[name]) ? (since.safeParse(value).data ?? value) : value];
  return Object.fromEntries(Object.entries(given).map((entry) => read(entry)));
}

function wantsDate(field: z.ZodType | undefined): boolean {
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault) return wantsDate(field.unwrap() as z.ZodType);
  return field instanceof z.ZodDate;
}

function refused(refusal: Refusal, { operation }: Tool, { caller: { actor } }: KeyCaller): CallToolResult {
  const scope = missingScope(refusal, actor, operation.definition.permission);
  return scope ? failure('insufficient_scope', `The key lacks the scope ${scope}.`) : failure(refusal.problem, detailOf(refusal));
}

const failure = (code: string, detail: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text: `${code}: ${detail}` }] });
