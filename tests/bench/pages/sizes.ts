import { gzipSync } from 'node:zlib'

async function text(origin: string, path: string): Promise<string> {
  const response = await fetch(new URL(path, origin))
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
  return response.text()
}

/** Bytes of served files after gzip -9. */
export async function gzipBytes(origin: string, paths: readonly string[]): Promise<number> {
  let sum = 0
  for (const path of paths) sum += gzipSync(await text(origin, path), { level: 9 }).length
  return sum
}

/** Every script that a page can ever fetch: those it names, and those that they import, at once or later. */
export async function allScripts(origin: string, page: string): Promise<string[]> {
  const found = new Set<string>()
  const visit = async (source: string): Promise<void> => {
    for (const match of source.matchAll(/["'`](?:\/|\.\/|)(?:assets\/)?([\w.-]+\.js)(?:\?[\w=]*)?["'`]/g)) {
      const path = `/assets/${match[1]}`
      if (found.has(path)) continue
      found.add(path)
      await visit(await text(origin, path))
    }
  }
  await visit(await text(origin, page))
  return [...found]
}
