// Writes src/auth/common-passwords-data.ts from a list of passwords, one a line, the most common first:
//   node src/tools/encode-common-passwords.mjs <file> <source>
// Of each the first bits of a SHA-256 are kept, sorted, as Rice-coded gaps: 13.5 bits a password.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const [file, source] = process.argv.slice(2)
const words = readFileSync(file, 'utf8')
  .split('\n')
  .filter((word) => word !== '')
const riceBits = 12
const space = words.length * 2 ** riceBits

const hashes = [
  ...new Set(
    words.map((word) => createHash('sha256').update(word.toLowerCase()).digest().readUIntBE(0, 6) % space),
  ),
]
hashes.sort((one, other) => one - other)
let bits = ''
let before = -1
for (const hash of hashes) {
  const gap = hash - before - 1
  bits += `${'1'.repeat(gap >> riceBits)}0${(gap & (2 ** riceBits - 1)).toString(2).padStart(riceBits, '0')}`
  before = hash
}
const bytes = Buffer.alloc(Math.ceil(bits.length / 8), 0xff)
for (let at = 0; at < bits.length; at += 1) if (bits[at] === '0') bytes[at >> 3] &= ~(128 >> (at & 7))
const lines = bytes.toString('base64').match(/.{1,100}/g) ?? []
writeFileSync(
  new URL('../auth/common-passwords-data.ts', import.meta.url),
  `/** Made by src/tools/encode-common-passwords.mjs from ${source}. */
export const commonPasswords = {
  count: ${hashes.length},
  space: ${space},
  riceBits: ${riceBits},
  bits:
${lines.map((line, at) => `    '${line}'${at === lines.length - 1 ? ',' : ' +'}`).join('\n')}
} as const
`,
)
