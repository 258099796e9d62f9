import { runCli } from './cli-run.ts'
import { askSecret, readSecret } from './cli-secret.ts'
import { systemWorld } from './probe.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => {
  interrupt.abort()
})

process.exitCode = await runCli(process.argv.slice(2), {
  // an operator's own shell: private networks are what is looked at
  world: { ...systemWorld, reach: 'any' },
  async secret() {
    const given = process.env['EASYTIER_SECRET']
    if (given !== undefined) return given
    return process.stdin.isTTY ? askSecret(process.stdin, process.stderr) : readSecret(process.stdin)
  },
  out(line) {
    process.stdout.write(`${line}\n`)
  },
  complain(text) {
    process.stderr.write(`${text}\n`)
  },
  signal: interrupt.signal,
})
