import type { CallToolResult } from '@modelcontextprotocol/server';
import { leaveSecret } from '@/lib/core/handovers/leave';
import type { Revealed } from '@/lib/core/keys/key';
import { plaintextAllowed } from '@/lib/core/plaintext/allowed';
import { isRefusal, type Refusal } from '@/lib/core/refusal';
import type { KeyCaller } from '../key-caller';
import { detailOf, missingScope } from '../rest/speak';
import type { Tool } from './tools';

/** Calls the operation of a tool. What is refused is an answer, too: the model can read it and do better. */
export async function callTool(tool: Tool, given: Record<string, unknown>, who: KeyCaller, origin: string): Promise<CallToolResult> {
  try {
    const { operation, mcp } = tool;
    const fields = (operation.definition.input as unknown as { shape: object }).shape;
    if ('organization' in given || 'formId' in given) return failure('invalid', 'organization and formId are not inputs of a tool.');
    const input = 'organization' in fields ? { ...given, organization: who.key.organizationId } : given;
    const output = await operation(who.caller, input as never);
    const told = mcp.reveals ? await handedOver(output as Created, who, origin) : output;
    return success(tool.wrapped ? { result: told } : told);
  } catch (error) {
    if (isRefusal(error)) return refused(error, tool, who);
    console.error(`request ${who.caller.requestId} failed:`, error);
    return failure('internal', `Something went wrong; the request id is ${who.caller.requestId}.`);
  }
}

type Created = { key: { id: string }; revealed: Revealed };

/** A secret goes to the creator of its key by a link, unless the organization's owner allows plaintext here. */
async function handedOver({ key, revealed }: Created, { key: { organizationId, organizationSlug, userId } }: KeyCaller, origin: string): Promise<unknown> {
  if (await plaintextAllowed(organizationId)) return { key, revealed };
  const token = await leaveSecret(key.id, userId, revealed);
  return { key, link: `${origin}/organizations/${encodeURIComponent(organizationSlug)}/handover?token=${token}` };
}

function success(output: unknown): CallToolResult {
  const text = JSON.stringify(output);
  return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) as Record<string, unknown> };
}

function refused(refusal: Refusal, { operation }: Tool, { caller: { actor } }: KeyCaller): CallToolResult {
  const scope = missingScope(refusal, actor, operation.definition.permission);
  return scope ? failure('insufficient_scope', `The key lacks the scope ${scope}.`) : failure(refusal.problem, detailOf(refusal));
}

const failure = (code: string, detail: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text: `${code}: ${detail}` }] });
