import path from 'node:path'
import { serviceVariables } from '../services/context/index.ts'
import { isLoopbackHost } from '../server/settings.ts'
import { parseSwitches, type Switch } from './switches.ts'
import { repositoryRoot } from '../tools/paths.ts'

/** Variables of the Node functions. */
const nodeVariables = ['API_KEY', 'CHECK_ALLOW_PRIVATE', 'EDGEONE_CHECK_API_KEY', 'PUBLIC_ORIGIN'] as const

export interface Settings {
  host: string
  /** 0 = any free port. */
  port: number
  dataDir: string
  /** The variables of edge functions that are set. */
  edgeEnv: Record<string, string>
  /** The variables of Node functions that are set. */
  nodeEnv: Record<string, string>
  /** What is false of the platform. */
  switches: readonly Switch[]
}

type Environment = Record<string, string | undefined>

function pick(environment: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = environment[name]
    if (value) picked[name] = value
  }
  return picked
}

/** Reads the variables of `npm run edge`; throws an Error with one clear line for one that is bad. */
export function readSettings(environment: Environment): Settings {
  const port = environment['PORT'] || '8788'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`PORT must be 0 to 65535, not ${port}`)
  const origin = environment['PUBLIC_ORIGIN']
  if (origin && !/^https?:\/\/[^/?#]+$/.test(origin)) {
    throw new Error(`PUBLIC_ORIGIN must be like https://nodes.example.com, not ${origin}`)
  }
  const host = environment['HOST'] || '127.0.0.1'
  // A development server stands behind it, which must face nobody.
  if (!isLoopbackHost(host)) throw new Error(`HOST must be an address of this machine alone, not ${host}`)
  return {
    host,
    port: Number(port),
    dataDir: path.resolve(repositoryRoot, environment['DATA_DIR'] || '.data'),
    edgeEnv: pick(environment, serviceVariables),
    nodeEnv: { ...pick(environment, nodeVariables), ...pick(environment, ['EMULATE']) },
    switches: parseSwitches(environment['EMULATE'] ?? ''),
  }
}
