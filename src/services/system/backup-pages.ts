import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { equalSecrets, type Secrets } from '../../auth/secrets.ts'

/**
 * A page of a backup: a first line that tells by which secret it was made, the records, and a last line that signs all
 * before it (HMAC-SHA-256 under a key of JWT_SECRET). Pages may be put one after the other.
 */
const first = /^\{"backup":1,"secret_check":"([0-9a-f]{16})"\}$/
const last = /^\{"signature":"([0-9a-f]{64})"\}$/

function sign(secrets: Secrets, text: string): string {
  return bytesToHex(hmac(sha256, secrets.backupKey, utf8ToBytes(text)))
}

function checkOf(secrets: Secrets): string {
  return sign(secrets, 'secret check').slice(0, 16)
}

/** Wraps the lines of a page, each with its newline. */
export function signPage(secrets: Secrets, lines: string): string {
  const text = `{"backup":1,"secret_check":"${checkOf(secrets)}"}\n${lines}`
  return `${text}{"signature":"${sign(secrets, text)}"}\n`
}

/** True for a line that is about the page and no record. */
export function isPageLine(line: string): boolean {
  return first.test(line) || last.test(line)
}

/** How far the pages of a text can be trusted: all signed here, made under another secret, or neither. */
export function judgePages(
  secrets: Secrets,
  lines: readonly string[],
): 'signed' | 'other_secret' | 'unsigned' {
  let page: string[] | undefined
  let isSigned = true
  for (const line of lines) {
    const check = first.exec(line)?.[1]
    const signature = last.exec(line)?.[1]
    if (check !== undefined) {
      if (!equalSecrets(check, checkOf(secrets))) return 'other_secret'
      isSigned &&= page === undefined
      page = [line]
    } else if (signature !== undefined) {
      const text = page === undefined ? '' : `${page.join('\n')}\n`
      isSigned &&= page !== undefined && equalSecrets(signature, sign(secrets, text))
      page = undefined
    } else if (line !== '') {
      isSigned &&= page !== undefined
      page?.push(line)
    }
  }
  return isSigned && page === undefined ? 'signed' : 'unsigned'
}
