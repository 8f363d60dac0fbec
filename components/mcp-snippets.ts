import type { Snippet } from './snippets';

const key = 'LATCHKEY_API_KEY';

/** How clients of MCP are told of this Latchkey. No key stands in them: each takes it from where it keeps secrets. */
export function mcpSnippets(url: string): Snippet[] {
  return [
    { id: 'claude-code', language: 'Claude Code', code: `claude mcp add --transport http latchkey ${url} --header "Authorization: Bearer $${key}"` },
    { id: 'mcp-json', language: '.mcp.json', code: mcpJson(url, key) },
    { id: 'cursor', language: 'Cursor', code: json({ mcpServers: { latchkey: { url, headers: { Authorization: `Bearer \${env:${key}}` } } } }) },
    {
      id: 'vscode',
      language: 'VS Code',
      code: json({
        inputs: [{ type: 'promptString', id: 'latchkey-api-key', description: 'Latchkey API key', password: true }],
        servers: { latchkey: { type: 'http', url, headers: { Authorization: 'Bearer ${input:latchkey-api-key}' } } },
      }),
    },
    { id: 'claude-desktop', language: 'Claude Desktop', code: json({ mcpServers: { latchkey: { command: 'npx', args: ['-y', 'mcp-remote', url, ...insecure(url), '--header', 'Authorization:${AUTHORIZATION}'], env: { AUTHORIZATION: 'Bearer <API key>' } } } }) },
    {
      id: 'curl',
      language: 'curl',
      code: `curl ${url} \\
  -H "Authorization: Bearer $${key}" \\
  -H 'Content-Type: application/json' \\
  -H 'Accept: application/json, text/event-stream' \\
  -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'`,
    },
  ];
}

/** The file that most clients read, with the environment variable that the key is in. */
export const mcpJson = (url: string, variable: string) => json({ mcpServers: { latchkey: { type: 'http', url, headers: { Authorization: `Bearer \${${variable}}` } } } });

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** mcp-remote asks for a word before it sends a key in the clear to another machine. */
function insecure(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname !== 'localhost' ? ['--allow-http'] : [];
}
