# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /latchkey
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# Next would compile a configuration in TypeScript at each start, with a compiler of 100 MB.
RUN npm run build && npx esbuild next.config.ts --outfile=next.config.mjs && npm prune --omit=dev
# What only builds, or tells a debugger where a line came from.
RUN cd node_modules && rm -rf ../.next/cache typescript @typescript esbuild @esbuild @types tailwindcss @tailwindcss lightningcss* playwright* @playwright sharp @img @next/swc* caniuse-lite && find . -name '*.map' -delete

FROM node:24-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NPM_CONFIG_UPDATE_NOTIFIER=false DATA_DIR=/data
WORKDIR /latchkey
COPY --from=build /latchkey/package.json /latchkey/next.config.mjs ./
COPY --from=build /latchkey/node_modules ./node_modules
COPY --from=build /latchkey/.next ./.next
COPY --from=build /latchkey/dist ./dist
COPY --from=build /latchkey/scripts/run.mjs ./scripts/run.mjs
COPY --from=build /latchkey/db/migrations ./db/migrations
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.mjs"]
