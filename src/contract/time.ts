export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
/** A node is silent when it has said nothing for this many of its report intervals, or so long, whatever they are. */
export const silentIntervals = 3
export const silentMaxMs = 15 * minuteMs
/** Days of uptime and of validity are those of UTC+8. */
export const zoneMs = 8 * hourMs
