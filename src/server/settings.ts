import path from 'node:path'
import { passwordPolicies } from '../auth/passwords.ts'
import { serviceVariables } from '../services/context/index.ts'
import { parseProxies, type TrustedProxies } from './net/trusted-proxies.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type Settings = {
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly dataDir: string
  /** `postgres://...`; undefined = the embedded store in `dataDir`. */
  readonly databaseUrl: string | undefined
  /** The variables that services read and that are set. */
  readonly variables: Readonly<Record<string, string>>
  /** The probe's own. */
  readonly probe: { readonly key: string; readonly allowPrivate: boolean }
  readonly trustedProxies: TrustedProxies
  readonly metricsToken: string
  readonly logLevel: LogLevel
}

type Environment = Readonly<Record<string, string | undefined>>

const secretCharsMin = 16
const secondsMax = 120

/** A variable that is wrong, in one line for the operator. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Reads and checks all variables of the server. Throws SettingsError for the first that is wrong. */
export function readSettings(environment: Environment): Settings {
  const get = (name: string): string => environment[name]?.trim() ?? ''
  const variables: Record<string, string> = {}
  for (const name of serviceVariables) if (get(name) !== '') variables[name] = get(name)
  const settings: Settings = {
    host: get('HOST') || '127.0.0.1',
    port: portOf(get('PORT') || '8788'),
    dataDir: path.resolve(get('DATA_DIR') || '.data'),
    databaseUrl: databaseOf(get('DATABASE_URL')),
    variables,
    probe: {
      key: get('API_KEY') || get('EDGEONE_CHECK_API_KEY'),
      allowPrivate: flagOf('CHECK_ALLOW_PRIVATE', get('CHECK_ALLOW_PRIVATE')),
    },
    trustedProxies: proxiesOf(get('TRUSTED_PROXIES')),
    metricsToken: get('METRICS_TOKEN'),
    logLevel: logLevelOf(get('LOG_LEVEL') || 'info'),
  }
  flagOf('NOTIFY_ALLOW_PRIVATE', get('NOTIFY_ALLOW_PRIVATE'))
  checkVariables(variables)
  checkTogether(settings)
  return settings
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new SettingsError(`PORT must be 0 to 65535, not ${text}`)
  return Number(text)
}

function databaseOf(text: string): string | undefined {
  if (text === '') return undefined
  // The value holds a password, so it is not repeated.
  if (!/^postgres(?:ql)?:\/\/./.test(text))
    throw new SettingsError('DATABASE_URL must be like postgres://user:password@host/database')
  return text
}

function flagOf(name: string, text: string): boolean {
  if (!['', '0', '1'].includes(text)) throw new SettingsError(`${name} must be 0 or 1, not ${text}`)
  return text === '1'
}

function logLevelOf(text: string): LogLevel {
  const level = logLevels.find((name) => name === text)
  if (level === undefined)
    throw new SettingsError(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not ${text}`)
  return level
}

function proxiesOf(text: string): TrustedProxies {
  try {
    return parseProxies(text)
  } catch (error) {
    throw new SettingsError(`TRUSTED_PROXIES: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const { PUBLIC_ORIGIN, EDGEONE_CHECK_API, EDGEONE_CHECK_TIMEOUT, HEARTBEAT_URL, CHECK_ROUNDS } = variables
  const { JWT_SECRET, PASSWORD_HASH } = variables
  if (PUBLIC_ORIGIN !== undefined && !isOrigin(PUBLIC_ORIGIN))
    throw new SettingsError(`PUBLIC_ORIGIN must be like https://nodes.example.com, not ${PUBLIC_ORIGIN}`)
  if (EDGEONE_CHECK_API !== undefined && !isWebAddress(EDGEONE_CHECK_API))
    throw new SettingsError(
      `EDGEONE_CHECK_API must be like https://checker.example.com/probe, not ${EDGEONE_CHECK_API}`,
    )
  if (HEARTBEAT_URL !== undefined && !isWebAddress(HEARTBEAT_URL))
    throw new SettingsError('HEARTBEAT_URL must be a whole address like https://hc.example.com/ping/1')
  if (CHECK_ROUNDS !== undefined && !['on', 'off'].includes(CHECK_ROUNDS))
    throw new SettingsError('CHECK_ROUNDS must be on or off')
  if (EDGEONE_CHECK_TIMEOUT !== undefined && !isSeconds(EDGEONE_CHECK_TIMEOUT))
    throw new SettingsError(
      `EDGEONE_CHECK_TIMEOUT must be 1 to ${secondsMax} seconds, not ${EDGEONE_CHECK_TIMEOUT}`,
    )
  if (JWT_SECRET !== undefined && JWT_SECRET.length < secretCharsMin)
    throw new SettingsError(`JWT_SECRET must have at least ${secretCharsMin} characters`)
  if (PASSWORD_HASH !== undefined && !passwordPolicies.includes(PASSWORD_HASH))
    throw new SettingsError(
      `PASSWORD_HASH must be one of ${passwordPolicies.join(', ')}, not ${PASSWORD_HASH}`,
    )
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text)
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/?#@\\\s]+\/?$/.test(text) && URL.canParse(text)
}

function isSeconds(text: string): boolean {
  return Number(text) > 0 && Number(text) <= secondsMax
}

function checkTogether({ databaseUrl, variables, probe, host }: Settings): void {
  if (databaseUrl !== undefined && variables['JWT_SECRET'] === undefined)
    throw new SettingsError('JWT_SECRET is required with DATABASE_URL: it must be the same on every server')
  // Such a checker would map the inside of this network for everybody who can reach it.
  if (probe.allowPrivate && probe.key === '' && !isLoopbackHost(host))
    throw new SettingsError(
      'CHECK_ALLOW_PRIVATE=1 needs a key: set EDGEONE_CHECK_API_KEY, or API_KEY, or listen on 127.0.0.1',
    )
}

/** Whether a server bound to this name is reached from its own machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
