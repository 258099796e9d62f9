/** 90-day percent as shown: `100%` only without downtime, '' without data. */
export function percentText(uptime: number | null): string {
  return uptime === null ? '' : uptime === 100 ? '100%' : `${uptime.toFixed(2)}%`
}
