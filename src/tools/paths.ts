import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Where the EdgeOne CLI writes, and what of it is used. */
export const ARTIFACTS = {
  root: path.join(ROOT, '.edgeone'),
  assets: path.join(ROOT, '.edgeone/assets'),
  edgeBundle: path.join(ROOT, '.edgeone/edge-functions/index.js'),
  edgeConfig: path.join(ROOT, '.edgeone/edge-functions/config.json'),
  nodeBundle: path.join(ROOT, '.edgeone/cloud-functions/api-node/index.mjs'),
  nodeConfig: path.join(ROOT, '.edgeone/cloud-functions/api-node/config.json'),
  routes: path.join(ROOT, '.edgeone/routes.json'),
  stamp: path.join(ROOT, '.edgeone/stamp.json'),
} as const

/** Scratch space of the tools; safe to delete. */
export const CACHE = path.join(ROOT, '.cache')

/** Held while `.edgeone` is written or read as a whole. */
export const BUILD_LOCK = path.join(CACHE, 'build.lock')
