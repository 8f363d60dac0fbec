import type { Asking } from '@/lib/transport/asking';
import { caddySnippet, nginxSnippet } from './gateway-snippets';
import { mcpJson } from './mcp-snippets';

export type Snippet = { id: string; language: string; code: string };

/** How to ask this Latchkey about this key, in four languages; the shell line can be pasted as it is. Bearer is good for every type of key. Then what asks by itself: a client of MCP, and two gateways, which hold no key. */
export function verificationSnippets(asking: Asking, key: string): Snippet[] {
  const { origin } = asking;
  const url = `${origin}/v1/verify`;
  return [
    { id: 'curl', language: 'curl', code: `curl -H 'Authorization: Bearer ${key}' ${url}` },
    {
      id: 'typescript',
      language: 'TypeScript',
      code: `const response = await fetch('${url}', {
  headers: { Authorization: \`Bearer \${process.env.API_KEY}\` },
});
if (!response.ok) throw new Error(\`\${response.status}\`);
const { organization, user } = await response.json();`,
    },
    {
      id: 'python',
      language: 'Python',
      code: `import os, urllib.request

request = urllib.request.Request(
    "${url}",
    headers={"Authorization": "Bearer " + os.environ["API_KEY"]},
)
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode())`,
    },
    {
      id: 'go',
      language: 'Go',
      code: `request, _ := http.NewRequest("GET", "${url}", nil)
request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
response, err := http.DefaultClient.Do(request)
if err != nil {
    log.Fatal(err)
}
defer response.Body.Close()
fmt.Println(response.Status)`,
    },
    { id: 'mcp', language: 'MCP', code: mcpJson(`${origin}/mcp`, 'API_KEY') },
    { id: 'nginx', language: 'nginx', code: nginxSnippet(asking) },
    { id: 'caddy', language: 'Caddy', code: caddySnippet(asking) },
  ];
}
