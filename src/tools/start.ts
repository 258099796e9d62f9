import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildServer } from './build-server.ts'
import { serverFolder } from './paths.ts'

await buildServer({ ifStale: true, onBuild: () => console.log('building the pages and the server ...') })
await import(pathToFileURL(path.join(serverFolder, 'server.js')).href)
