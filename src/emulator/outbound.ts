/** Where edge functions of this project send requests to: their variables and the mail provider name it. */
export function outboundOrigins(env: Readonly<Record<string, string>>): ReadonlySet<string> {
  const named = ['EDGEONE_CHECK_API', 'MAIL_SINK_URL', 'PUBLIC_ORIGIN'].flatMap((name) => env[name] ?? [])
  return new Set(['https://api.resend.com', ...named.map((url) => new URL(url).origin)])
}
