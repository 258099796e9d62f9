import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Where the EdgeOne CLI writes, and what of it is used. */
export const artifactsValue = {
  root: path.join(repositoryRoot, '.edgeone'),
  assets: path.join(repositoryRoot, '.edgeone/assets'),
  edgeBundle: path.join(repositoryRoot, '.edgeone/edge-functions/index.js'),
  edgeConfig: path.join(repositoryRoot, '.edgeone/edge-functions/config.json'),
  nodeBundle: path.join(repositoryRoot, '.edgeone/cloud-functions/api-node/index.mjs'),
  nodeConfig: path.join(repositoryRoot, '.edgeone/cloud-functions/api-node/config.json'),
  routes: path.join(repositoryRoot, '.edgeone/routes.json'),
  stamp: path.join(repositoryRoot, '.edgeone/stamp.json'),
} as const

/** Scratch space of the tools; safe to delete. */
export const cacheFolder = path.join(repositoryRoot, '.cache')

/** Held while `.edgeone` is written or read as a whole. */
export const buildLock = path.join(cacheFolder, 'build.lock')

/** Where the server is built; it runs without the rest of the repository but its production packages. */
export const serverFolder = path.join(repositoryRoot, 'dist')
