import type { Secrets } from '../../auth/secrets.ts'
import { limits } from '../../contract/limits.ts'
import { signPage } from '../../services/system/backup-pages.ts'
import { pageKeysMax, type Kv } from '../../store/kv/index.ts'
import { readBackupPage } from '../../store/system/index.ts'

/** Records of one page; a request of the edge writes them all. */
const recordsMax = 256
/** What a page may have beside its two signed lines. */
const bytesMax = limits.bodyBytesMax - 10_000

/** Everything in a store as pages of a backup, signed for the site of these secrets, each small enough for one request. */
export async function writePages(kv: Kv, secrets: Secrets): Promise<readonly string[]> {
  const pages: string[] = []
  let lines: string[] = []
  let bytes = 0
  const close = (): void => {
    if (lines.length > 0) pages.push(signPage(secrets, lines.join('')))
    lines = []
    bytes = 0
  }
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await readBackupPage(kv, cursor, pageKeysMax)
    for (const entry of page?.entries ?? []) {
      const line = `${JSON.stringify(entry)}\n`
      const size = Buffer.byteLength(line)
      if (lines.length === recordsMax || bytes + size > bytesMax) close()
      lines.push(line)
      bytes += size
    }
    cursor = page?.next
  }
  close()
  return pages
}
