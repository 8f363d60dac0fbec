import type { Asking } from '@/lib/transport/asking';

const headers = ['Key-Id', 'Organization-Id', 'User-Id', 'Role', 'Scopes', 'Project-Id', 'Environment'].map((name) => `X-Latchkey-${name}`);

const variable = (header: string) => `$${header.toLowerCase().replaceAll('-', '_').slice(2)}`;
const upstream = (header: string) => `$upstream_http_${header.toLowerCase().replaceAll('-', '_')}`;
const route = [
  'proxy_set_header X-Original-Method $request_method;',
  'proxy_set_header X-Original-URI $request_uri;',
  'proxy_set_header X-Forwarded-Method "";',
  'proxy_set_header X-Forwarded-Uri "";',
];
const lines = (indent: string, of: string[]) => of.join(`\n${indent}`);

/** An nginx that lets nothing through without this Latchkey's word, and tells the API whose the key is, whatever the client claims. */
export const nginxSnippet = ({ origin, judgesRoutes }: Asking): string => `server {
  listen 8000;

  location / {
    auth_request /_latchkey;
    ${lines('    ', headers.map((header) => `auth_request_set ${variable(header)} ${upstream(header)};`))}
    ${lines('    ', headers.map((header) => `proxy_set_header ${header} ${variable(header)};`))}
    proxy_set_header X-Api-Key "";
    proxy_set_header Authorization "";
    proxy_pass http://api:8080;
  }

  location = /_latchkey {
    internal;
    proxy_pass ${origin}/v1/authorize?${judgesRoutes ? 'from=original&' : ''}nginx=1;
    ${lines('    ', [
      ...(origin.startsWith('https:') ? ['proxy_ssl_server_name on;'] : []),
      'proxy_pass_request_body off;',
      'proxy_set_header Content-Length "";',
      'proxy_set_header Cookie "";',
      ...(judgesRoutes ? route : []),
      'proxy_set_header X-Forwarded-For $remote_addr;',
      'proxy_buffer_size 16k;',
      'proxy_buffers 8 16k;',
    ])}
  }
}`;

/** The same of Caddy, whose log would hold the key at every error. */
export const caddySnippet = ({ origin, judgesRoutes }: Asking): string => `{
	log {
		format filter {
			wrap json
			fields {
				request>headers>X-Api-Key delete
			}
		}
	}
}

:8001 {
	route {
		request_header -*Latchkey*
		request_header -Connection

		forward_auth ${origin} {
			${lines('\t\t\t', [
    `uri /v1/authorize${judgesRoutes ? '?from=forwarded' : ''}`,
    'header_up Host {upstream_hostport}',
    ...(judgesRoutes ? ['header_up -X-Original-Method', 'header_up -X-Original-Uri'] : []),
  ])}
			copy_headers ${headers.join(' ')}
		}

		reverse_proxy api:8080 {
			header_up -X-Api-Key
			header_up -Authorization
		}
	}
}`;
