import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { version } from '../../package.json'
import { openApiDocument } from './openapi-document.ts'
import { repositoryRoot } from './paths.ts'

/** `npm run openapi` writes the document; with `--check` it only says whether the committed one is that of the route table. */
const target = path.join(repositoryRoot, 'src/contract/openapi.json')
const text = `${JSON.stringify(openApiDocument(version))}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
  console.log(`src/contract/openapi.json: ${text.length} characters`)
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('src/contract/openapi.json is not that of the route table: run npm run openapi')
  process.exitCode = 1
}
