import path from 'node:path'
import { expect, it } from 'vitest'
import { plainPath } from '../../../src/tools/edgeone-cli.ts'

it('the CLI is told of the system’s folders alone, each once, wherever the repository is', () => {
  const folders = ['/a/node_modules/.bin', '/usr/bin', '/npm/lib/node-gyp-bin', '/bin', '/usr/bin']
  expect(plainPath(folders.join(path.delimiter))).toBe(['/usr/bin', '/bin'].join(path.delimiter))
})
