# One image for each service: docker build --build-arg SERVICE=quiz -t tenfold/quiz .
ARG NODE_IMAGE=node:24-trixie-slim

# What is built is JavaScript, the same for every processor, so it is built once on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc .swcrc ./
COPY libs libs
COPY services services
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
ARG SERVICE
# Only what the service imports, by the names in its libraries' own imports; tools and tests stay behind.
COPY docker/assemble.mjs docker/
RUN --mount=type=cache,target=/root/.npm node docker/assemble.mjs "$SERVICE" /app

FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app /app
# Numeric, or Kubernetes cannot tell that it is not root. Files belong to root: a process cannot change its own code.
USER 10001:10001
EXPOSE 8080 9090
STOPSIGNAL SIGTERM
# The arguments of libs/config/src/node-arguments.ts, which a test compares. No shell: signals reach Node itself.
CMD ["node", "--enable-source-maps", "--no-allocation-site-pretenuring", "--max-semi-space-size=16", "service/dist/main.js"]
