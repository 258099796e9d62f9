export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
/** Days of uptime and of validity are those of UTC+8. */
export const zoneMs = 8 * hourMs
