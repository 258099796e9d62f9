import { mirrorSite } from './mirror-site.ts'

const usage = 'usage: npm run mirror -- https://HOST --out FOLDER'
const [host = '', flag, out = ''] = process.argv.slice(2)

if (!/^https?:\/\/[^/]+\/?$/.test(host) || flag !== '--out' || out === '') {
  console.error(usage)
  process.exitCode = 2
} else {
  try {
    const { nodes, peers, validUntil } = await mirrorSite({ host: host.replace(/\/$/, ''), out })
    console.log(`${out}: ${nodes} nodes, ${peers} addresses in peer, good until ${validUntil}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
