const v4 = /^\d+\.\d+\.\d+\.\d+$/
const private4 =
  /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const private6 = /^\[(?:::1\]|f[cd]|fe[89ab])/i
const privateName = /^[^.]+$|\.(?:localhost|local|lan|internal|home|intranet|home\.arpa)$/i

/** Whether a page's host name is one that strangers may reach; `location.hostname`, IPv6 in brackets. */
export function isPublicHost(hostname: string): boolean {
  if (v4.test(hostname)) return !private4.test(hostname)
  return hostname.startsWith('[') ? !private6.test(hostname) : !privateName.test(hostname)
}
