# Pennypost without a newsletter in it: mount the folder that holds yours at /newsletter.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The only script it would run is our own build, which needs the source first. Not `npm ci`: the lock file knows the
# binaries of Linux alone, and `npm ci` wants those of every system in it.
RUN npm install --ignore-scripts --no-save
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY templates ./templates
RUN ln -s /app/dist/cli/main.js /usr/local/bin/pennypost && chmod +x dist/cli/main.js
USER node
WORKDIR /newsletter
EXPOSE 8080 2525
ENTRYPOINT ["pennypost"]
CMD ["serve", "--host", "0.0.0.0"]
