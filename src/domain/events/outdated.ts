/** The first release that takes its nodes from an address of this site: older ones cannot use `/peer`. */
const oldest = [2, 4] as const

/** True for a version of EasyTier (`2.0.3-abcdef`) that is too old for this site; false where it cannot be read. */
export function isOutdated(version: string): boolean {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})/.exec(version) ?? []
  if (major === undefined || minor === undefined) return false
  return Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])
}
