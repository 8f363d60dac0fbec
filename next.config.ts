import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const everywhere = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
];

// The middleware leaves these out; they hold no page.
const programs = { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" };

const config: NextConfig = {
  poweredByHeader: false,
  images: { unoptimized: true },
  generateBuildId: () => process.env.LATCHKEY_BUILD ?? null,
  serverExternalPackages: ['@electric-sql/pglite', '@node-rs/argon2', 'fs-native-extensions', 'postgres', 'pino', 'prom-client'],
  // On Vercel, where a function has the files alone that it is said to need.
  outputFileTracingIncludes: { '/**': [process.env.SCOPES_FILE, process.env.POLICY_FILE].flatMap((file) => file || []) },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/:root(v1|mcp|livez|readyz|metrics|\\.well-known)/:path*', headers: [programs] },
    { source: '/:root(livez|readyz|metrics|mcp)', headers: [programs] },
  ],
};

export default createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  // Messages reach the browser parsed: the parser stays here.
  experimental: { messages: { path: './lib/i18n/messages', format: 'json', locales: 'infer', precompile: true } },
})(config);
