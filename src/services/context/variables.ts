/** Variables of a deployment that services read, wherever it runs. */
export const serviceVariables = [
  'JWT_SECRET',
  'PUBLIC_ORIGIN',
  'EDGEONE_CHECK_API',
  'EDGEONE_CHECK_API_KEY',
  'EDGEONE_CHECK_TIMEOUT',
  'RESEND_API_KEY',
  'MAIL_FROM',
  'PASSWORD_HASH',
  'CHECK_ROUNDS',
  'TICK_KEY',
  'HEARTBEAT_URL',
  'NOTIFY_ALLOW_PRIVATE',
] as const

/** The variables that are set; absent and empty are the same. */
export type Variables = Readonly<Partial<Record<(typeof serviceVariables)[number], string>>>
