# For skaffold dev: what is built on this machine (./tenfold builds it), in files that the process's user may replace.
ARG NODE_IMAGE=node:24-trixie-slim
FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production
RUN mkdir /app && chown 10001:10001 /app
USER 10001:10001
WORKDIR /app
COPY --chown=10001:10001 package.json package-lock.json .npmrc ./
COPY --chown=10001:10001 e2e/package.json e2e/
COPY --chown=10001:10001 libs libs
COPY --chown=10001:10001 services services
RUN --mount=type=cache,target=/tmp/npm,uid=10001,gid=10001 \
  npm ci --omit=dev --ignore-scripts --cache /tmp/npm && ln -s "services/$SERVICE" service
EXPOSE 8080 9090
STOPSIGNAL SIGTERM
# Skaffold copies what has changed, and Node begins again.
CMD ["node", "--enable-source-maps", "--watch", "service/dist/main.js"]
