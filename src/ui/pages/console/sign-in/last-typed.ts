const kept = { email: '' }

/** Keeps the address of the sign-in form for the pages beside it, in this page's memory alone. */
export function rememberTyped(email: string): void {
  kept.email = email
}

/** The address last typed at signing in; "" when none was. */
export function lastTyped(): string {
  return kept.email
}
