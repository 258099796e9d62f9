import { serviceVariables } from '../services/context/index.ts'

/** Set by the emulation alone: a loopback endpoint that prints mails and keeps them in `DATA_DIR/mail`. */
export const mailSinkVariables = ['MAIL_SINK_URL', 'MAIL_SINK_TOKEN'] as const

export type EdgeVariable = (typeof serviceVariables)[number] | (typeof mailSinkVariables)[number]

/** The variables that are set; an empty or blank value counts as unset. */
export type EdgeEnv = Partial<Record<EdgeVariable, string>>

/** Picks this project's variables out of the platform's `context.env`, trimmed. */
export function readEnv(raw: Readonly<Record<string, unknown>>): EdgeEnv {
  const env: EdgeEnv = {}
  for (const name of [...serviceVariables, ...mailSinkVariables]) {
    const value = raw[name]
    if (typeof value === 'string' && value.trim() !== '') env[name] = value.trim()
  }
  return env
}
