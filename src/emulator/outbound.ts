/** Where edge functions may send requests to, by origin. */
export type Outbound = { readonly has: (origin: string) => boolean }

/**
 * Where edge functions of this project send requests to: their variables and the mail provider name it. With
 * NOTIFY_ALLOW_PRIVATE=1 alert channels may lead to this machine, too; the platform's own way to everywhere is not emulated.
 */
export function outboundOrigins(
  env: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Outbound {
  const named = ['EDGEONE_CHECK_API', 'MAIL_SINK_URL', 'PUBLIC_ORIGIN'].flatMap((name) => env[name] ?? [])
  const origins = new Set(['https://api.resend.com', ...named.map((url) => new URL(url).origin), ...more])
  const isLocalAllowed = env['NOTIFY_ALLOW_PRIVATE'] === '1'
  return {
    has: (origin) => origins.has(origin) || (isLocalAllowed && /^http:\/\/127\.0\.0\.1:\d+$/.test(origin)),
  }
}
