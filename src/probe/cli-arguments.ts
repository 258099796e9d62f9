import { parseArgs } from 'node:util'

export type CliArguments = {
  readonly server: string
  readonly networkName: string
  readonly json: boolean
  /** null: once */
  readonly watchSeconds: number | null
}

export type CliReading =
  | { readonly kind: 'arguments'; readonly value: CliArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage'; readonly complaint: string }

export const usage = `usage: npm run probe -- SERVER --network NAME [--json] [--watch [SECONDS]]

  SERVER            tcp://host:port, udp://host:port, ws://host:port/path or wss://host:port/path
  --network NAME    the EasyTier network that the node should take members of
  --json            one JSON object a check
  --watch SECONDS   check again and again, a line each (default 5)

The network's secret comes from the variable EASYTIER_SECRET, else from standard input: asked for on a terminal, else\nits first line (an empty line is an empty secret). Never from the command line.
Exit code: 0 online, 1 offline, 2 usage.
`

const watchSecondsDefault = 5
const watchSecondsMax = 86_400

/** Reads what stands behind `npm run probe --`. Never quotes unknown arguments: one may be a secret. */
export function readArguments(argv: readonly string[]): CliReading {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch {
    return { kind: 'usage', complaint: 'unknown or incomplete option' }
  }
  const { values, positionals } = parsed
  if (values.help === true) return { kind: 'help' }
  const [server, ...rest] = positionals
  if (server === undefined) return { kind: 'usage', complaint: 'no server given' }
  if (rest.length > 0) return { kind: 'usage', complaint: 'more than one server given' }
  if (values.network === undefined || values.network === '') {
    return { kind: 'usage', complaint: '--network is missing' }
  }
  const watchSeconds = values.watch === undefined ? null : Number(values.watch)
  if (watchSeconds !== null && !(watchSeconds >= 1 && watchSeconds <= watchSecondsMax)) {
    return { kind: 'usage', complaint: `--watch takes 1 to ${watchSecondsMax} seconds` }
  }
  return {
    kind: 'arguments',
    value: { server, networkName: values.network, json: values.json === true, watchSeconds },
  }
}

function parse(argv: readonly string[]) {
  // `--watch` alone means the default; parseArgs knows no optional values
  const args = argv.flatMap((word, i) => {
    const bare = word === '--watch' && !/^\d/.test(argv[i + 1] ?? '')
    return bare ? ['--watch', String(watchSecondsDefault)] : [word]
  })
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      network: { type: 'string' },
      json: { type: 'boolean' },
      watch: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
