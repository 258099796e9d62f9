/** Variables of the deployment that edge functions read; `npm start` passes exactly these to the emitted bundle. */
export const edgeVariables = [
  'JWT_SECRET',
  'PUBLIC_ORIGIN',
  'EDGEONE_CHECK_API',
  'EDGEONE_CHECK_API_KEY',
  'EDGEONE_CHECK_TIMEOUT',
  'RESEND_API_KEY',
  'MAIL_FROM',
  'PASSWORD_HASH',
  'TICK_KEY',
] as const

/** Set by `npm start` alone: a loopback endpoint that prints mails and keeps them in `DATA_DIR/mail`. */
export const mailSinkVariables = ['MAIL_SINK_URL', 'MAIL_SINK_TOKEN'] as const

export type EdgeVariable = (typeof edgeVariables)[number] | (typeof mailSinkVariables)[number]

/** The variables that are set; an empty or blank value counts as unset. */
export type EdgeEnv = Partial<Record<EdgeVariable, string>>

/** Picks this project's variables out of the platform's `context.env`, trimmed. */
export function readEnv(raw: Readonly<Record<string, unknown>>): EdgeEnv {
  const env: EdgeEnv = {}
  for (const name of [...edgeVariables, ...mailSinkVariables]) {
    const value = raw[name]
    if (typeof value === 'string' && value.trim() !== '') env[name] = value.trim()
  }
  return env
}
