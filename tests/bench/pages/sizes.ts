import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { ARTIFACTS } from '../../../src/tools/paths.ts'

/** Bytes of an emitted file after gzip -9. */
export function gzipBytes(url: string): number {
  return gzipSync(readFileSync(path.join(ARTIFACTS.assets, url.replace(/[?#].*$/, ''))), { level: 9 }).length
}

/** Every script that a page can ever fetch: those it names, and those that they import, at once or later. */
export function allScripts(html: string): string[] {
  const found = new Set<string>()
  const visit = (text: string): void => {
    for (const match of text.matchAll(/["'`](?:\/|\.\/|)(?:assets\/)?([\w.-]+\.js)(?:\?[\w=]*)?["'`]/g)) {
      const url = `/assets/${match[1]}`
      if (found.has(url)) continue
      found.add(url)
      visit(readFileSync(path.join(ARTIFACTS.assets, url), 'utf8'))
    }
  }
  visit(readFileSync(path.join(ARTIFACTS.assets, html), 'utf8'))
  return [...found]
}
