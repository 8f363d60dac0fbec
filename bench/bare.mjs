import { createServer } from 'node:http';

/** The least that Node's http can do: a constant answer of the size of a verdict. */
const body = JSON.stringify({ valid: true, code: 'valid', key: { scopes: 'x'.repeat(560) } });
createServer({ keepAliveTimeout: 65_000 }, (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
